//! A resident's phone: a wallet and the codes in it.

use std::fs;

use crate::command::{Place, Ran, run};

const PASSPHRASE: &str = "four quiet fictional words\n";

/// A wallet in a place.
#[derive(Clone, Copy, Debug)]
pub struct Phone<'a> {
    place: &'a Place,
    name: &'a str,
}

impl<'a> Phone<'a> {
    /// A phone with an empty wallet.
    #[must_use]
    pub fn new(place: &'a Place, name: &'a str) -> Self {
        place.write("passphrase", PASSPHRASE);
        let phone = Self { place, name };
        let _ = phone.run(&["init"]).expect(0);
        phone
    }

    /// Runs `juma-holder` on the wallet.
    #[must_use]
    pub fn run(&self, args: &[&str]) -> Ran {
        let (command, rest) = args.split_first().expect("a command");
        let (wallet, passphrase) = (self.place.path(self.name), self.place.path("passphrase"));
        let all = [
            *command,
            &wallet,
            "--passphrase-file",
            &passphrase,
            "--json",
        ];
        run("juma-holder", [&all, rest].concat())
    }

    /// Takes live codes for these records; `kind` are more arguments of the request.
    pub fn fill(&self, records: &[String], kind: &[&str]) {
        let (wanted, count) = (self.place.path("wanted.txt"), records.len().to_string());
        let args = ["request", "--out", &wanted, "--codes", &count];
        let _ = self.run(&[&args, kind].concat()).expect(0);
        let answers = records.iter().zip(1..).map(|(record, number)| {
            let name = format!("answer-{number}.txt");
            let args = ["--live", "--request", &wanted];
            self.place.sign(record, &name, &args);
            name
        });
        let answers: Vec<String> = answers.collect();
        self.take(&answers);
        fs::remove_file(wanted).expect("it is there");
    }

    /// Takes codes that lie in the place.
    pub fn take(&self, names: &[impl AsRef<str>]) {
        let paths = names.iter().map(|name| self.place.path(name.as_ref()));
        let paths: Vec<String> = paths.collect();
        let paths = paths.iter().map(String::as_str);
        let args: Vec<&str> = std::iter::once("add").chain(paths).collect();
        let _ = self.run(&args).expect(0);
    }

    /// The picture of a code at a moment.
    #[must_use]
    pub fn picture(&self, at: &str, args: &[&str]) -> Vec<u8> {
        self.draw(&[&["show", "--at", at], args].concat())
    }

    /// The picture of a family member's code beside one's own.
    #[must_use]
    pub fn pair(&self, at: &str, number: &str) -> Vec<u8> {
        self.draw(&["family", "--at", at, "--show", number])
    }

    fn draw(&self, args: &[&str]) -> Vec<u8> {
        let out = self.place.path("shown.png");
        let _ = self.run(&[args, &["--out", &out]].concat()).expect(0);
        fs::read(out).expect("it was drawn")
    }
}
