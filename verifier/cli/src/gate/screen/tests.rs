use super::sheet::*;
use crate::gate::face::Idle;

#[test]
fn placeholder() {
    let idle = Idle::default();
    let sheet = Sheet {
        answer: None,
        notice: None,
        idle: &idle,
    };
    assert!(!sheet.paint(80, 24).is_empty());
}
