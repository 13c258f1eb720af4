//! What `refresh` does when nothing but time has passed, and when it can do nothing.

use std::{fs, path::Path, thread};

use juma_format::time::Date;
use juma_registry::ledger::{Ledger, Status};
use juma_tests::{
    command::{LATER, SHOWN, SIGNED},
    residents,
    vector::files,
};
use serde_json::json;

use super::{Town, issued, numbers, traveller, verdict};
use crate::live::{holder, request};

/// Weeks before its end a code gets a successor, and stays good until then; a pair is renewed
/// together.
#[test]
fn codes_that_end_soon_get_successors_and_stay_good() {
    let town = Town::with_wallet();
    town.draw_ends_within_days();
    town.enrol_parent_and_child();
    let own = town.code("R-1", "own.txt", &[]);
    let shown = town.shown_by("R-2", ("R-1", "parent"), &own, "shown.txt");
    assert_eq!(town.refresh(&[]).len(), 0);
    // A year of 365 days ends after 355 at the soonest, and what is bound to it 10 before that; a
    // demo's key signs for longer.
    let out = town.path("new");
    let late = "2026-10-29T08:00:00+08:00";
    let stick = |at: &str| {
        let bundle = town.path("late.jmb");
        let _ = town.0.issuer("publish", &["--out", &bundle], at).expect(0);
        let (state, root) = (town.path("state"), town.path("home/root.pub"));
        let args = [
            "import", "--state", &state, "--root", &root, "--at", at, &bundle,
        ];
        let _ = juma_tests::command::run("juma-verifier", args).expect(0);
    };
    stick(late);
    let args = ["--out", &out, "--within", "150", "--format", "txt"];
    let said = town.0.issuer("refresh", &args, late).expect(0).json();
    let summary = said.last().unwrap();
    assert!(summary["issued"].as_u64().unwrap() >= 2, "{said:?}");
    assert_eq!(summary["closed"], 0);
    let of = |id: &str| {
        let mut those = said
            .iter()
            .filter(|one| one["subject"] == id && one["issued"].is_object());
        let found = those.next_back();
        issued(found.unwrap_or_else(|| panic!("{id}: {said:?}")))
    };
    let (guardians, members) = (of("R-1"), of("R-2"));
    let again = town.0.issuer("refresh", &args, late).expect(0).json();
    assert_eq!(again.last().unwrap()["issued"], 0, "{again:?}");
    stick(late);
    let judged = |file: &str| {
        let seen = town.0.check(&["--at", late, file]);
        verdict(&seen.object())
    };
    assert_eq!(judged(&own), "accept/accepted");
    assert_eq!(judged(&guardians), "accept/accepted");
    assert_eq!(judged(&shown), "undecided/guardian-missing");
    holder(&town.0, "new.wallet", &["init"]);
    holder(&town.0, "new.wallet", &["add", &guardians, &members]);
    let pair = town.path("pair.png");
    let show = ["family", "--at", late, "--show", "2", "--out", &pair];
    holder(&town.0, "new.wallet", &show);
    assert_eq!(judged(&pair), "accept/accepted");
}

/// A guardian's new code may be one of a run, whose text nobody has at hand: the member's that names
/// it is issued all the same.
#[test]
fn a_members_code_is_renewed_beside_one_of_a_run() {
    let town = Town::with_wallet();
    town.enrol_parent_and_child();
    let own = town.code("R-1", "own.txt", &[]);
    let shown = town.shown_by("R-2", ("R-1", "parent"), &own, "shown.txt");
    let mut record = town.record("R-1");
    record["name"] = json!("Lin Yue");
    town.update(&record);
    let run = town.path("run");
    let args = ["--subject", "R-1", "--out", &run, "--format", "txt"];
    let _ = town.0.issuer("issue", &args, LATER).expect(0);
    let said = town.refresh(&["--format", "txt"]);
    let of = |id: &'static str| said.iter().filter(move |one| one["subject"] == id);
    assert!(of("R-1").all(|one| one["issued"].is_null()), "{said:?}");
    let members = of("R-2").find(|one| one["issued"].is_object());
    let members = issued(members.unwrap_or_else(|| panic!("{said:?}")));
    town.stick();
    assert_eq!(town.verdict(&shown), "refuse/revoked");
    let guardians = fs::read_dir(town.path("run/codes/0000000")).unwrap();
    let guardians = guardians.last().unwrap().unwrap().path();
    let both = ["add", guardians.to_str().unwrap(), &members];
    holder(&town.0, "me.wallet", &both);
    let pair = town.path("pair.png");
    let show = ["family", "--at", SHOWN, "--show", "2", "--out", &pair];
    holder(&town.0, "me.wallet", &show);
    assert_eq!(town.verdict(&pair), "accept/accepted");
}

/// A guardian with two members and an elder: the guardian's own is renewed once and before theirs,
/// for the sake of both children; the elder's, whose name has changed, is issued again and is good
/// no longer than the family has said.
#[test]
fn a_whole_family_is_renewed_in_one_run() {
    let town = Town::with_wallet();
    town.draw_ends_within_days();
    let family = [
        ("R-2", "2016-06-01", "parent"),
        ("R-3", "2018-06-01", "parent"),
    ];
    town.enrol(&traveller("R-1", "1990-01-01"));
    town.enrol(&traveller("R-4", "1953-06-01"));
    let own = town.code("R-1", "own.txt", &[]);
    let mut files = Vec::new();
    let add = |id: &str, kinship: &str| {
        let add = ["--subject", "R-1", "--member", id, "--kinship", kinship];
        let _ = town.act(["family", "add-member"], &add, SIGNED).expect(0);
    };
    for (id, born, kinship) in family {
        town.enrol(&traveller(id, born));
        add(id, kinship);
        files.push(town.shown_by(id, ("R-1", kinship), &own, &format!("{id}.txt")));
    }
    add("R-4", "child");
    let mut record = town.record("R-4");
    record["guardian"] = json!({"subject": "R-1", "relation": "child"});
    let file = town.0.write("elder.json", record.to_string());
    let elder = town.path("R-4.txt");
    let sign = ["--record", &file, "--guardian-code", &own, "--out", &elder];
    let summer = "2026-06-01T08:00:00+08:00";
    let ended = town.0.issuer("sign", &sign, summer).expect(0).object();
    let late = "2026-10-29T08:00:00+08:00";
    let mut record = town.record("R-4");
    record["name"] = json!("Lin Yue");
    let file = town.0.write("renamed.json", record.to_string());
    let renamed = ["--record", &*file];
    let _ = town.act(["resident", "update"], &renamed, late).expect(0);
    let bundle = town.path("late.jmb");
    let _ = town
        .0
        .issuer("publish", &["--out", &bundle], late)
        .expect(0);
    let out = town.path("new");
    fs::create_dir(&out).unwrap();
    let args = ["--out", &out, "--within", "150", "--format", "txt"];
    let said = town.0.issuer("refresh", &args, late).expect(0).json();
    let of = |id: &str| {
        let those = said.iter().enumerate();
        let mut those = those.filter(|(_, one)| one["subject"] == id);
        let found = those.next().unwrap_or_else(|| panic!("{id}: {said:?}"));
        assert!(those.next().is_none(), "{id} twice: {said:?}");
        found
    };
    let (first, guardians) = of("R-1");
    for (id, ..) in family {
        let (place, childs) = of(id);
        assert!(place > first, "{said:?}");
        assert_eq!(childs["reason"], "ends");
        let ends = |one: &serde_json::Value| one["issued"]["expires"].as_str().unwrap().to_owned();
        assert!(ends(childs) <= ends(guardians), "{said:?}");
        assert!(ends(childs).as_str() > childs["ends"].as_str().unwrap());
    }
    let (_, elders) = of("R-4");
    assert_eq!(elders["reason"], "facts");
    assert!(elders["issued"]["expires"].as_str() <= ended["expires"].as_str());
    let again = town.0.issuer("refresh", &args, late).expect(0).json();
    assert_eq!(again.last().unwrap()["issued"], 0, "{again:?}");

    let stick = town.path("stick.jmb");
    let _ = town.0.issuer("publish", &["--out", &stick], late).expect(0);
    let (state, root) = (town.path("state"), town.path("home/root.pub"));
    let import = [
        "import", "--state", &state, "--root", &root, "--at", late, &stick,
    ];
    let _ = juma_tests::command::run("juma-verifier", import).expect(0);
    let judged = |file: &str| verdict(&town.0.check(&["--at", late, file]).object());
    assert_eq!(judged(&elder), "refuse/revoked");
    for (id, wallet) in [
        ("R-2", "2.wallet"),
        ("R-3", "3.wallet"),
        ("R-4", "4.wallet"),
    ] {
        holder(&town.0, wallet, &["init"]);
        holder(
            &town.0,
            wallet,
            &["add", &issued(guardians), &issued(of(id).1)],
        );
        let pair = town.path("pair.png");
        let show = ["family", "--at", late, "--show", "2", "--out", &pair];
        holder(&town.0, wallet, &show);
        assert_eq!(judged(&pair), "accept/accepted", "{id}");
        fs::remove_file(&pair).unwrap();
    }
    // They are good until they end.
    for file in files {
        assert_eq!(judged(&file), "undecided/guardian-missing");
    }
}

/// A live code is the holder's to ask for; who has moved away is told whom to call.
#[test]
fn what_cannot_be_done_here_waits_and_names_who_can() {
    let town = Town::with_wallet();
    town.enrol(&traveller("R-1", "1990-01-01"));
    let wanted = request(&town.0, "request.txt", &[]);
    let live = ["--live", "--request", &wanted];
    let phone = town.code("R-1", "phone.txt", &live);
    holder(&town.0, "me.wallet", &["add", &phone]);
    let screen = town.code("R-1", "screen.png", &[]);
    let mut record = town.record("R-1");
    record["name"] = json!("Lin Yue");
    let file = town.0.write("update.json", record.to_string());
    fs::create_dir(town.path("out")).unwrap();
    let out = town.path("out");
    let args = ["--record", &file, "--reissue", &out];
    let said = town.done(["resident", "update"], &args);
    assert_eq!(said["issued"].as_array().unwrap().len(), 1);
    assert_eq!(said["waiting"][0]["reason"], "holder-request");
    let waiting = town.refresh(&[]);
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0]["carrier"], "live");
    assert_eq!(waiting[0]["waits"]["reason"], "holder-request");
    assert_eq!(numbers(&waiting[0]["hotlines"]), ["0755-84466140"]);

    // The holder asks, and nothing waits any more.
    let wanted = request(&town.0, "again.txt", &[]);
    let again = town.code("R-1", "again-live.txt", &["--live", "--request", &wanted]);
    assert_eq!(town.refresh(&[]).len(), 0);
    town.stick();
    assert_eq!(town.verdict(&screen), "refuse/revoked");
    assert_eq!(town.verdict(&phone), "refuse/revoked");
    holder(&town.0, "me.wallet", &["add", &again]);
    let shown = town.path("now.png");
    holder(
        &town.0,
        "me.wallet",
        &["show", "--code", "2", "--at", SHOWN, "--out", &shown],
    );
    assert_eq!(town.verdict(&shown), "accept/accepted");

    // Another city's resident now: this place may not sign it, and the old code stays as it is.
    let mut record = town.record("R-1");
    record["region"] = json!("440106");
    town.update(&record);
    let args = ["--out", &town.path("new")];
    let said = town.0.issuer("refresh", &args, LATER).expect(1).json();
    let refused = said.iter().find(|one| one["refused"].is_object());
    assert_eq!(refused.unwrap()["refused"]["reason"], "outside-key-scope");
}

/// Who revokes wants no new code: not for a code that waits for one, nor for another.
#[test]
fn what_was_revoked_by_hand_does_not_come_back() {
    let town = Town::new();
    town.enrol(&traveller("R-1", "1990-01-01"));
    town.code("R-1", "one.png", &[]);
    let mut record = town.record("R-1");
    record["name"] = json!("Lin Yue");
    town.update(&record);
    let said = town
        .0
        .issuer("refresh", &["--dry-run"], LATER)
        .expect(0)
        .json();
    assert_eq!(said.last().unwrap()["issued"], 1);
    let revoke = ["--subject", "R-1"];
    let said = town.0.issuer("revoke", &revoke, LATER).expect(0).object();
    assert_eq!(said["forgone"], 1);
    assert_eq!(town.refresh(&[]).len(), 0);
    // Suspended is not gone, and not replaced either.
    let two = town.code("R-1", "two.png", &[]);
    let suspend = ["--subject", "R-1", "--suspend"];
    let _ = town.0.issuer("revoke", &suspend, LATER).expect(0);
    record["name"] = json!("Lin Xia");
    town.update(&record);
    assert_eq!(town.refresh(&[]).len(), 0);
    town.stick();
    assert_eq!(town.verdict(&two), "refuse/revoked");
}

/// A child's code names one of two codes of a guardian: of the later one nothing was kept, so that
/// no code in the place of the earlier is wanted, and the child's waits for somebody to name it.
#[test]
fn a_member_s_code_waits_where_the_guardian_has_a_later_one() {
    const WITH: [&str; 4] = ["--subject", "R-1", "--with", "R-2"];
    const LATE: &str = "2026-10-29T08:00:00+08:00";
    let (town, ends) = loop {
        let town = Town::new();
        town.draw_ends_within_days();
        town.enrol_parent_and_child();
        let named = town.code("R-1", "named.txt", &[]);
        town.done(["family", "end"], &WITH);
        town.code("R-1", "later.txt", &[]);
        let add = ["--subject", "R-1", "--member", "R-2", "--kinship", "parent"];
        town.done(["family", "add-member"], &add);
        town.shown_by("R-2", ("R-1", "parent"), &named, "shown.txt");
        let register = residents::register(Path::new(&town.path("home")), None);
        let ends: Vec<_> = register
            .issuances()
            .map(|one| one.unwrap().plan.expires)
            .collect();
        // Ends are drawn. Neither of the guardian's codes is due when the child's is.
        if ends[2] < ends[0].min(ends[1]) {
            break (town, ends[2]);
        }
    };
    let bundle = town.path("late.jmb");
    let _ = town
        .0
        .issuer("publish", &["--out", &bundle], LATE)
        .expect(0);
    let late = Date::parse(&LATE[..10]).unwrap();
    let days = ends.date().days() - late.days();
    let within = days.to_string();
    let reason = |more: &[&str]| {
        let args = [&["--within", &within], more].concat();
        let said = town.0.issuer("refresh", &args, LATE).expect(0).json();
        let of_child = said.iter().find(|one| one["subject"] == "R-2");
        of_child.unwrap_or_else(|| panic!("{said:?}"))["waits"]["reason"].clone()
    };
    let out = town.path("new");
    assert_eq!(reason(&["--dry-run"]), "guardian-code-text");
    assert_eq!(reason(&["--out", &out]), "guardian-code-text");
    let register = residents::register(Path::new(&town.path("home")), None);
    assert_eq!(register.issuances().count(), 3, "no number was spent");
}

#[test]
fn two_refreshes_at_once_leave_everybody_one_code() {
    const PEOPLE: usize = 24;
    let town = Town::new();
    for number in 0..PEOPLE {
        let id = format!("R-{number}");
        town.enrol(&traveller(&id, "1990-01-01"));
        town.code(&id, &format!("{id}.txt"), &[]);
        let mut record = town.record(&id);
        record["address"]["text"] = json!("粤海街道2号");
        town.update(&record);
    }
    let folders = ["here", "there"].map(|name| town.path(name));
    thread::scope(|scope| {
        for out in &folders {
            fs::create_dir(out).unwrap();
            scope.spawn(|| {
                // A file has one writer, for whom the other waits for some seconds.
                let mut tries = (0..20).map(|_| town.0.issuer("refresh", &["--out", out], LATER));
                assert!(tries.any(|ran| ran.status == 0));
            });
        }
    });
    let files = folders.iter().flat_map(|out| files(Path::new(out)));
    assert_eq!(files.count(), PEOPLE, "what came too late is not delivered");
    let register = residents::register(Path::new(&town.path("home")), None);
    let all: Vec<_> = register.issuances().map(Result::unwrap).collect();
    let good = all
        .iter()
        .filter(|one| register.status_of(one.serial) == Ok(Status::Valid));
    assert_eq!(good.count(), PEOPLE);
}
