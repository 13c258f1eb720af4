//! A logistic regression, by hand.

use std::ops::Range;

use crate::{
    attackers::{FEATURES, features},
    chance::alike,
    dice::Dice,
    issuing::Seen,
};

pub(crate) struct Regression([f64; FEATURES]);

/// How often the examples are gone through.
const ROUNDS: usize = 6;

/// How far one example moves the weights.
const STEP: f64 = 0.05;

impl Regression {
    /// Learns from true pairs, and from as many false ones of people who are alike.
    pub(crate) fn learn(
        gate: &[Seen],
        other: &[Seen],
        people: Range<usize>,
        dice: &mut Dice,
    ) -> Self {
        let groups = alike(other, people.clone());
        let mut learned = Self([0.0; FEATURES]);
        for _ in 0..ROUNDS {
            for person in people.clone() {
                let group = &groups[&gate[person].alike];
                let stranger = group[dice.below(group.len())];
                learned.example(&gate[person], &other[person], 1.0);
                if stranger != person {
                    learned.example(&gate[person], &other[stranger], 0.0);
                }
            }
        }
        learned
    }

    pub(crate) fn score(&self, gate: &Seen, other: &Seen) -> f64 {
        let features = features(gate, other).into_iter();
        features.zip(self.0).map(|(it, weight)| it * weight).sum()
    }

    fn example(&mut self, gate: &Seen, other: &Seen, truth: f64) {
        let said = 1.0 / (1.0 + (-self.score(gate, other)).exp());
        for (weight, feature) in self.0.iter_mut().zip(features(gate, other)) {
            *weight += STEP * (truth - said) * feature;
        }
    }
}
