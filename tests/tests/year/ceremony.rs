//! Ceremonies: the office drafts, holders of root keys sign each in a folder of their own, and what
//! comes of it goes to the cities and to the centre.

use crate::{
    cast::{CENTRE, CITIES, City, GATES, HOLDERS, OFFICE, Year, moment, month_key},
    times::{self, DOCUMENT_END, STICK_DAYS},
};

impl Year {
    /// The holders sign a draft of the office on their own machines.
    fn sign(&self, document: &str, shelf: &[String], options: &str, signers: &[&str]) -> String {
        let mut signatures = String::new();
        for holder in signers {
            self.carry(&format!("{document}.draft"), OFFICE, holder);
            for file in shelf {
                self.carry(file, OFFICE, holder);
            }
            let signature = format!("{document}-{holder}.sig");
            let sign = format!(
                "trust sign {document}.draft --key {holder}.key {options} --out {signature}"
            );
            let _ = self.good(holder, "juma-keys", &sign);
            self.carry(&signature, holder, OFFICE);
            signatures.push_str(&format!("{signature} "));
        }
        signatures
    }

    /// The first root, 2 of 3, and the anchor that every gate is given by hand.
    pub(crate) fn first_root(&self) {
        for holder in HOLDERS {
            self.key(holder, "root", holder);
        }
        let draft = format!(
            "trust draft-root --env demo --threshold 2 --issued {} --expires {} --out root1.draft anna.pub bao.pub chen.pub",
            times::FIRST_LIST,
            times::ROOT_END,
        );
        let _ = self.good(OFFICE, "juma-keys", &draft);
        let one = self.sign("root1", &[], "", &["anna"]);
        let alone = format!("trust combine root1.draft {one} --out alone.cose");
        let ran = self.run(OFFICE, "juma-keys", &alone).expect(1);
        assert!(ran.err.contains("root-threshold"), "{}", ran.err);
        let two = self.sign("root1", &[], "", &["chen"]);
        let combine = format!("trust combine root1.draft {one} {two} --out root1.cose");
        let _ = self.good(OFFICE, "juma-keys", &combine);
        let _ = self.good(
            OFFICE,
            "juma-keys",
            "trust anchor root1.cose --out anchor.pub",
        );
        for who in GATES.iter().chain(&CITIES.map(|city| city.folder)) {
            self.carry("anchor.pub", OFFICE, who);
        }
        self.root.set(1);
    }

    /// The next root, of other holders. Three sign: one of the old root, one of both, one of the new.
    /// Two of them are enough of one root's holders and too few of the other's. From then on the two
    /// of `after` sign.
    pub(crate) fn next_root(
        &self,
        issued: &str,
        keys: &str,
        signers: [&str; 3],
        after: [&'static str; 2],
    ) {
        let (old, new) = (self.root.get(), self.root.get() + 1);
        let draft = format!(
            "trust draft-root --root root{old}.cose --threshold 2 --issued {issued} --expires {} --out root{new}.draft {keys}",
            times::ROOT_END,
        );
        let _ = self.good(OFFICE, "juma-keys", &draft);
        let (shelf, options) = (
            [format!("root{old}.cose")],
            format!("--root root{old}.cose"),
        );
        let by =
            signers.map(|holder| self.sign(&format!("root{new}"), &shelf, &options, &[holder]));
        let combine = |signatures: &str, out: &str| {
            let it = format!("trust combine root{new}.draft {signatures} {options} --out {out}");
            self.run(OFFICE, "juma-keys", &it)
        };
        let [old_alone, both, new_alone] = &by;
        for two in [[old_alone, both], [both, new_alone]] {
            let ran = combine(&two.map(String::as_str).concat(), "two.cose").expect(1);
            assert!(ran.err.contains("root-threshold"), "{}", ran.err);
        }
        let _ = combine(&by.concat(), &format!("root{new}.cose")).expect(0);
        self.root.set(new);
        *self.signers.borrow_mut() = after;
    }

    /// The next trust list with what `change` does to its draft, signed by two holders of the root in
    /// force; both cities and the centre take it.
    pub(crate) fn ceremony(&self, issued: &str, change: impl FnOnce(&str)) {
        let (old, new) = (self.list.get(), self.list.get() + 1);
        let root = self.root.get();
        let before = self.list_root.get();
        let (from, shelf, options) = if old == 0 {
            ("--env demo".to_owned(), vec![], String::new())
        } else {
            let options = format!("--previous list{old}.cose --root root{before}.cose");
            let shelf = vec![format!("list{old}.cose"), format!("root{before}.cose")];
            (options.clone(), shelf, options)
        };
        let draft = format!("list{new}.draft");
        let _ = self.good(
            OFFICE,
            "juma-keys",
            &format!(
                "trust draft-list {from} --issued {issued} --expires {DOCUMENT_END} --out {draft}"
            ),
        );
        change(&draft);
        let signers = *self.signers.borrow();
        let signatures = self.sign(&format!("list{new}"), &shelf, &options, &signers);
        let _ = self.good(
            OFFICE,
            "juma-keys",
            &format!(
                "trust combine {draft} {signatures} --root root{root}.cose --out list{new}.cose"
            ),
        );
        self.list.set(new);
        self.list_root.set(root);
        for who in CITIES.map(|city| city.folder).iter().chain(&[CENTRE]) {
            self.carry(&format!("list{new}.cose"), OFFICE, who);
            self.carry(&format!("root{root}.cose"), OFFICE, who);
        }
    }

    /// Adds a key that is no key for codes to a draft.
    pub(crate) fn add(&self, draft: &str, key: &str, city: City) {
        let _ = self.good(OFFICE, "juma-keys", &format!(
            "trust add {draft} --key {key}.pub --issuer {} --namespace {} --sign-from {} --sign-until {} --max-validity-days {STICK_DAYS}",
            city.issuer, city.code, times::FIRST_LIST, times::KEYS_END,
        ));
    }

    /// Both cities make their key of a month, and a draft names them.
    pub(crate) fn month(&self, draft: &str, month: &str) {
        for city in CITIES {
            let key = month_key(city, month);
            self.key(city.folder, "code", &key);
            let _ = self.good(OFFICE, "juma-keys", &format!(
                "trust add {draft} --key {key}.pub --issuer {} --regions {} --namespace {} --month {month} --max-validity-days {}",
                city.issuer, city.code, city.code, times::CODE_DAYS,
            ));
        }
    }

    /// Marks a key as compromised in a draft.
    pub(crate) fn compromise(&self, draft: &str, key: &str) {
        let said = self.json(OFFICE, "juma-keys", &format!("inspect {key}.pub"));
        let hash = said["sha256"].as_str().unwrap();
        let _ = self.good(
            OFFICE,
            "juma-keys",
            &format!("trust compromise {draft} --key {hash}"),
        );
    }

    /// Both cities take the last list with their keys of a month, and the root when it is new.
    pub(crate) fn take(&self, month: &str, roots: &str, at: &str) {
        for city in CITIES {
            let (list, key, at) = (self.list_file(), month_key(city, month), moment(at));
            let take =
                format!("trust --home home --list {list} {roots} --keys {key}.key --at {at}");
            let _ = self.good(city.folder, "juma-issuer", &take);
        }
    }
}
