//! Things in the order of a number of each. One sort for all of them: each kind of thing that is
//! sorted by itself is a sort of its own in the engine that is sent to a browser, 6 KB of it.

/// Puts the least first; those alike stay as they were.
pub(super) fn least_first<T: Clone>(things: &mut [T], number: impl Fn(&T) -> f64) {
    let mut order: Vec<(f64, usize)> = things.iter().map(number).zip(0..).collect();
    sort(&mut order);
    let before = things.to_vec();
    for (thing, (_, at)) in things.iter_mut().zip(order) {
        if let Some(sorted) = before.get(at) {
            thing.clone_from(sorted);
        }
    }
}

/// Puts the greatest first; those alike stay as they were.
pub(super) fn greatest_first<T: Clone>(things: &mut [T], number: impl Fn(&T) -> f64) {
    least_first(things, |thing| -number(thing));
}

#[inline(never)]
fn sort(order: &mut [(f64, usize)]) {
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_alike_stay_as_they_were() {
        let things = [(2.0, 'a'), (1.0, 'b'), (2.0, 'c'), (-1.0, 'd'), (1.0, 'e')];
        let told = |things: [(f64, char); 5]| things.map(|it| it.1).iter().collect::<String>();
        let (mut rising, mut falling) = (things, things);
        least_first(&mut rising, |it| it.0);
        greatest_first(&mut falling, |it| it.0);
        assert_eq!(
            (told(rising), told(falling)),
            ("dbeac".into(), "acbed".into())
        );
    }
}
