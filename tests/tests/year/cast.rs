//! Who takes part in the year, each in a folder of their own. What one needs of another is carried
//! there as a file, as a stick would.

use std::{
    cell::{Cell, RefCell},
    fs,
    path::{Path, PathBuf},
};

use juma_tests::{
    command::{Ran, command},
    records,
};
use serde_json::Value;
use tempfile::TempDir;

/// A city with an issuing place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct City {
    /// Its folder.
    pub(crate) folder: &'static str,
    pub(crate) issuer: &'static str,
    /// Its region, which is its namespace too.
    pub(crate) code: &'static str,
    /// A district of it, where its people live.
    district: &'static str,
}

pub(crate) const SHENZHEN: City = City {
    folder: "shenzhen",
    issuer: "深圳市公安局",
    code: "4403",
    district: "440305",
};

pub(crate) const GUANGZHOU: City = City {
    folder: "guangzhou",
    issuer: "广州市公安局",
    code: "4401",
    district: "440103",
};

pub(crate) const CITIES: [City; 2] = [SHENZHEN, GUANGZHOU];

/// The gate to which every stick comes.
pub(crate) const LIBRARY: &str = "library";
/// The gate that gets the sticks of January and then none for two months.
pub(crate) const HALL: &str = "hall";
/// The gate that gets the first stick and then none for a year.
pub(crate) const MOUNTAIN: &str = "mountain";

pub(crate) const GATES: [&str; 3] = [LIBRARY, HALL, MOUNTAIN];

/// Where drafts are made and what was signed is put together.
pub(crate) const OFFICE: &str = "office";
/// Where the bundles of the province are made.
pub(crate) const CENTRE: &str = "centre";
/// Where a stolen copy of a home is.
pub(crate) const THIEF: &str = "thief";
/// Who has ever held a root key: three, and the three who come after.
pub(crate) const HOLDERS: [&str; 6] = ["anna", "bao", "chen", "dan", "erin", "fei"];

/// Everybody, and how far the year has come.
pub(crate) struct Year {
    dir: TempDir,
    /// The number of the last trust list, and of the root whose holders signed it.
    pub(crate) list: Cell<u32>,
    pub(crate) list_root: Cell<u32>,
    /// The number of the root in force.
    pub(crate) root: Cell<u32>,
    /// The number of the last stick.
    pub(crate) stick: Cell<u32>,
    /// The holders who sign for the root in force.
    pub(crate) signers: RefCell<[&'static str; 2]>,
}

impl Year {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let cities = CITIES.map(|city| city.folder);
        for who in [OFFICE, CENTRE, THIEF]
            .iter()
            .chain(&HOLDERS)
            .chain(&GATES)
            .chain(&cities)
        {
            fs::create_dir(dir.path().join(who)).unwrap();
        }
        Self {
            dir,
            list: Cell::new(0),
            list_root: Cell::new(0),
            root: Cell::new(0),
            stick: Cell::new(0),
            signers: RefCell::new(["anna", "bao"]),
        }
    }

    pub(crate) fn folder(&self, who: &str) -> PathBuf {
        self.dir.path().join(who)
    }

    pub(crate) fn path(&self, who: &str, file: &str) -> PathBuf {
        self.folder(who).join(file)
    }

    /// Runs a command in somebody's folder.
    pub(crate) fn run(&self, who: &str, name: &str, arguments: &str) -> Ran {
        let mut command = command(name);
        let command = command.args(arguments.split_whitespace());
        Ran::of(command.current_dir(self.folder(who)).output().unwrap())
    }

    pub(crate) fn good(&self, who: &str, name: &str, arguments: &str) -> Ran {
        self.run(who, name, arguments).expect(0)
    }

    pub(crate) fn json(&self, who: &str, name: &str, arguments: &str) -> Value {
        self.run(who, name, &format!("{arguments} --json")).object()
    }

    /// A stick from one folder to another.
    pub(crate) fn carry(&self, file: &str, from: &str, to: &str) {
        fs::copy(self.path(from, file), self.path(to, file)).unwrap();
    }

    /// Makes a key where it will be used; its public half goes to the office.
    pub(crate) fn key(&self, who: &str, purpose: &str, name: &str) {
        let new = format!("new --purpose {purpose} --env demo --clear --out {name}.key");
        let _ = self.good(who, "juma-keys", &new);
        self.carry(&format!("{name}.pub"), who, OFFICE);
    }

    /// Both cities contribute, and the centre makes one stick of it; its number.
    pub(crate) fn publish(&self, at: &str, until: &str) -> u32 {
        let number = self.stick.get() + 1;
        let mut sources = String::new();
        for city in CITIES {
            let out = format!("{}-{number}.jmc", city.folder);
            let publish = format!("publish --home home --out {out} --at {}", moment(at));
            let _ = self.good(city.folder, "juma-issuer", &publish);
            self.carry(&out, city.folder, CENTRE);
            sources.push_str(&format!("{out} "));
        }
        let made = self.bundle(&sources, &stick(number), at, until);
        let made = made.expect(0).object();
        assert_eq!(made["sequence"], number);
        self.stick.set(number);
        number
    }

    /// The centre makes a bundle of what the cities have sent.
    pub(crate) fn bundle(&self, sources: &str, out: &str, at: &str, until: &str) -> Ran {
        let first = if self.stick.get() == 0 { "--first" } else { "" };
        let roots: String = (1..=self.root.get())
            .map(|root| format!("--root root{root}.cose "))
            .collect();
        self.run(CENTRE, "juma-keys", &format!(
            "bundle {sources} {roots} --list list{}.cose --key province.key --record record.txt {first} --issued {} --expires {until} --out {out} --json",
            self.list.get(), moment(at),
        ))
    }

    /// Imports a stick that was carried to a gate.
    pub(crate) fn import(&self, gate: &str, number: u32, at: &str) -> Ran {
        self.carry(&stick(number), CENTRE, gate);
        self.import_file(gate, &stick(number), "", at)
    }

    pub(crate) fn import_file(&self, gate: &str, file: &str, more: &str, at: &str) -> Ran {
        self.run(
            gate,
            "juma-verifier",
            &format!(
                "import --state state --root anchor.pub {more} --at {} --json {file}",
                moment(at)
            ),
        )
    }

    /// Signs a code for somebody of the city, in a folder where there is a home of it.
    pub(crate) fn try_sign(
        &self,
        who: &str,
        people: City,
        code: &str,
        more: &str,
        at: &str,
    ) -> Ran {
        let subject = format!("  \"subject\": \"R-{code}\",");
        let record = records::with_line("subject", &subject)
            .replace("440305", people.district)
            .replace("粤海街道科苑路15号", "幸福路15号");
        fs::write(self.path(who, "record.json"), record).unwrap();
        self.run(
            who,
            "juma-issuer",
            &format!(
                "sign --home home --record record.json --out {code}.txt --replace {more} --at {} --json",
                moment(at)
            ),
        )
    }

    /// Signs a code, which everybody may be shown, and gives its serial.
    pub(crate) fn sign_code(&self, city: City, code: &str, more: &str, at: &str) -> String {
        let said = self.try_sign(city.folder, city, code, more, at).expect(0);
        self.show(city.folder, code);
        said.object()["serial"].as_str().unwrap().to_owned()
    }

    /// A resident walks from gate to gate.
    pub(crate) fn show(&self, from: &str, code: &str) {
        for gate in GATES {
            self.carry(&format!("{code}.txt"), from, gate);
        }
    }

    /// A thief's copy of a city's home.
    pub(crate) fn copy_home(&self, city: City) {
        let (home, copy) = (self.path(city.folder, "home"), self.path(THIEF, "home"));
        for name in juma_tests::vector::files(&home) {
            let to = copy.join(&name);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            // With the file's permissions, which keep a private key to its owner.
            fs::copy(home.join(&name), to).unwrap();
        }
    }

    pub(crate) fn revoke(&self, city: City, serial: &str, more: &str, at: &str) {
        let revoke = format!(
            "revoke --home home --serial {serial} {more} --at {}",
            moment(at)
        );
        let _ = self.good(city.folder, "juma-issuer", &revoke);
    }

    /// What a gate says of a code.
    pub(crate) fn check(&self, gate: &str, policy: &str, code: &str, at: &str) -> Value {
        let check = format!(
            "check --state state --policy {policy} --at {} {code}.txt",
            moment(at)
        );
        self.json(gate, "juma-verifier", &check)
    }

    /// Asserts it of several codes: verdict and reason.
    #[track_caller]
    pub(crate) fn says(&self, gate: &str, policy: &str, at: &str, codes: &[(&str, &str)]) {
        for (code, expected) in codes {
            let said = self.check(gate, policy, code, at);
            let word = |member: &str| said[member].as_str().unwrap().to_owned();
            let found = format!("{}/{}", word("verdict"), word("reason"));
            assert_eq!(found, *expected, "{code} at {gate}, {policy}, {at}: {said}");
        }
    }

    /// The trust list in force.
    pub(crate) fn list_file(&self) -> String {
        format!("list{}.cose", self.list.get())
    }

    /// Every file of a gate's state.
    pub(crate) fn state(&self, gate: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let folder = self.path(gate, "state");
        files(&folder)
    }
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let names = juma_tests::vector::files(folder).into_iter();
    let read = |name: PathBuf| (name.clone(), fs::read(folder.join(name)).unwrap());
    names.map(read).collect()
}

pub(crate) fn stick(number: u32) -> String {
    format!("{number}.jmb")
}

pub(crate) fn month_key(city: City, month: &str) -> String {
    format!("{}-{month}", city.folder)
}

/// Ten in the morning of a day.
pub(crate) fn moment(day: &str) -> String {
    format!("{day}T10:00:00+08:00")
}
