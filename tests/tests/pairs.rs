//! Pairs and live codes at one gate: what was let in is not let in again by the other half.

use juma_format::time::UnixTime;
use juma_tests::{code::gate, live::LiveCode, moment::NOW, policies, world::World};
use juma_verifier::{Judgement, Memory, State, Verdict};

/// A gate, and what it remembers.
struct Gate {
    state: State,
    policy: &'static str,
    memory: Memory,
}

impl Gate {
    fn of(world: &str, policy: &'static str) -> Self {
        Self {
            state: World::named(world).unwrap().state(),
            policy,
            memory: Memory::new(),
        }
    }

    fn sees(&mut self, texts: &[&str], at: UnixTime) -> Judgement {
        let policy = policies::named(self.policy).unwrap();
        let texts = texts.iter().copied();
        let memory = &mut self.memory;
        self.state
            .judge_view_remembering(texts, at, &policy, memory)
    }
}

/// The name in the claims is the member's: what is accepted is the pair.
fn is_pair(judgement: &Judgement) -> bool {
    match &judgement.verdict {
        Verdict::Accept(acceptance) => acceptance.guardian().is_some(),
        _ => false,
    }
}

/// A child's live code is let in beside the guardian's. Somebody who shows the guardian's code once
/// more, within the 20 s, gets in alone: the child's has left.
#[test]
fn a_child_who_was_let_in_does_not_come_in_with_the_guardian_again() {
    let own = gate();
    let child = LiveCode::shown_by(1010, &own.signed());
    let (own_text, child_text) = (own.text(), child.at(NOW));
    let mut gate = Gate::of("one-city", "library");
    assert_eq!(
        gate.sees(&[&child_text], NOW).verdict.slug(),
        "guardian-missing"
    );
    assert!(is_pair(&gate.sees(&[&own_text], NOW.plus(2))));
    // While both are there, so is the pair.
    assert!(is_pair(&gate.sees(&[&own_text], NOW.plus(3))));
    gate.memory.left(&child.code);
    gate.memory.left(&own.signed());
    let again = gate.sees(&[&own_text], NOW.plus(9));
    assert_eq!(again.verdict.slug(), "accepted");
    assert!(!is_pair(&again));
    let again = gate.sees(&[&child_text], NOW.plus(10));
    assert_eq!(again.verdict.slug(), "shown-again");
    // With the next slot they come back as two.
    let later = NOW.plus(35);
    let next = child.at(later);
    assert!(is_pair(&gate.sees(&[&own_text, &next], later)));
}

/// Where a policy opens on old lists, what it let in is remembered like anything else.
#[test]
fn a_pair_that_a_policy_opened_for_is_not_opened_for_again() {
    let guardian = LiveCode::of(1011);
    let child = LiveCode::shown_by(1010, &guardian.code);
    let texts = [guardian.at(NOW), child.at(NOW)];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut gate = Gate::of("old-status", "library-opens");
    let opened = gate.sees(&texts, NOW);
    assert_eq!(opened.verdict.slug(), "status-stale");
    assert!(opened.opened_by_policy);
    for code in [&guardian.code, &child.code] {
        gate.memory.left(code);
    }
    for shown in [&texts[..], &texts[..1], &texts[1..]] {
        let again = gate.sees(shown, NOW.plus(5));
        assert_eq!(
            again.verdict.slug(),
            "shown-again",
            "{} of them",
            shown.len()
        );
        assert!(!again.opened_by_policy);
    }
}
