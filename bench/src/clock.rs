use std::time::Instant;

/// Something to measure.
pub(crate) struct Subject<'a> {
    pub(crate) name: &'a str,
    pub(crate) work: Box<dyn FnMut(usize) + 'a>,
}

/// Runs the subjects in turns, so that whatever else the machine does falls on all of them, and
/// prints the 5th percentile, the median and the 95th of each, in microseconds, and the ratio of its
/// median to the first one's.
pub(crate) fn in_turns(rounds: usize, batch: usize, subjects: &mut [Subject<'_>]) {
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); subjects.len()];
    let mut step = 0_usize;
    for round in 0..rounds + rounds / 10 {
        for (subject, times) in subjects.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..batch {
                step = step.wrapping_add(1);
                (subject.work)(step);
            }
            let spent = start.elapsed().as_secs_f64() * 1e6 / batch as f64;
            // The first tenth warms caches and branch predictors.
            if round >= rounds / 10 {
                times.push(spent);
            }
        }
    }
    let mut base = None;
    println!("| what | p5 µs | median µs | p95 µs | × the first |\n|---|---|---|---|---|");
    for (subject, times) in subjects.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        let base = *base.get_or_insert(at(50));
        let name = subject.name;
        let (low, median, high) = (at(5), at(50), at(95));
        println!(
            "| {name} | {low:.2} | {median:.2} | {high:.2} | {:.3} |",
            median / base
        );
    }
}
