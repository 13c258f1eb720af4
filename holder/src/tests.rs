use juma_format::{
    Environment, StatusRef,
    body::Code,
    claims::{
        Bearer, Claims, Common, Gate, LiveProfile, Liveness, Medium, Population, Relation,
        TierClaims,
    },
    code_text::static_text,
    person::{AddressState, Name},
    region::Region,
    time::{Date, UnixTime},
};
use juma_keys::{CodeKey, CodeRequest, GuardianKey, Secret, SigningKey, Slots, Wallet, Wanted};

use super::*;

const ENVIRONMENT: Environment = Environment::Test;

fn now() -> UnixTime {
    Date::parse("2027-03-01")
        .unwrap()
        .midnight()
        .unwrap()
        .plus(12 * 3600)
}

fn key() -> SigningKey<CodeKey> {
    SigningKey::from_secret(Secret::new([9; 32]), ENVIRONMENT)
}

fn wallet() -> Wallet {
    Wallet::new(ENVIRONMENT, Secret::new([7; 32]))
}

fn dice() -> impl FnMut(&mut [u8]) -> Result<(), RandomFailed> {
    let mut next = 0_u8;
    move |bytes| {
        next += 1;
        bytes.fill(next);
        Ok(())
    }
}

/// An issuer's answer.
fn answer(medium: Medium, bearer: Bearer, index: u32) -> String {
    let profile = LiveProfile::P2;
    let common = Common {
        expires: Slots::end_of_code(profile, now()),
        status: StatusRef::new(7, index).unwrap(),
        region: Region::parse("4403").unwrap(),
        population: Population::Migrant,
        bearer,
        medium,
    };
    let gate = Gate {
        name: Name::new("张三".to_owned()).unwrap().masked(),
        address: AddressState::Registered,
        document_tail: None,
    };
    let claims = Claims::new(common, TierClaims::Gate(gate)).unwrap();
    static_text(&key().sign::<Code>(claims.encode()))
}

fn live(wanted: Wanted, index: u32) -> String {
    let profile = LiveProfile::P2;
    let liveness = match wanted {
        Wanted::Anchor(anchor) => Liveness::Anchor { profile, anchor },
        Wanted::Key(key) => Liveness::HolderKey { profile, key },
    };
    answer(Medium::Screen(liveness), Bearer::Holder, index)
}

#[test]
fn a_request_its_answer_and_the_code_of_a_moment() {
    let mut wallet = wallet();
    for proof in [RequestedProof::Chain, RequestedProof::Key] {
        let text = request(&mut wallet, LiveProfile::P2, proof, 2, &mut dice()).unwrap();
        let wanted = CodeRequest::parse(&text).unwrap().wanted;
        assert_eq!((wanted.len(), wallet.waiting.len()), (2, 2));
        for (wanted, index) in wanted.iter().zip(0..) {
            let code = live(*wanted, index);
            let number = add_code(&mut wallet, &code).unwrap();
            assert_eq!(add_code(&mut wallet, &code), Err(HolderError::Known));
            let shower = Shower::new(&wallet, number).unwrap();
            let face = shower.face(now(), None).unwrap();
            // NOW is noon of the first of 31 days that end on 1 April.
            assert_eq!(face.slot, Some(1441));
            assert_eq!(face.until, now().plus(30));
            let prefix = if proof == RequestedProof::Key {
                "JH1:"
            } else {
                "JL1:"
            };
            assert!(face.text.starts_with(prefix));
            let answered = shower.face(now(), Some(4711));
            assert_eq!(answered.is_ok(), proof == RequestedProof::Key);
        }
        assert!(wallet.waiting.is_empty());
    }
    assert_eq!(cards(&wallet).len(), 4);
    assert_eq!(chosen(&wallet, now()), Ok(1));
}

#[test]
fn what_was_not_asked_for_is_not_taken() {
    let mut wallet = wallet();
    let text = request(
        &mut wallet,
        LiveProfile::P2,
        RequestedProof::Chain,
        1,
        &mut dice(),
    );
    assert!(text.is_ok());
    let stranger = live(Wanted::Anchor([1; 16]), 1);
    assert_eq!(add_code(&mut wallet, &stranger), Err(HolderError::NotAsked));
    assert!(matches!(
        add_code(&mut wallet, "JM1:"),
        Err(HolderError::Text(_))
    ));
    assert_eq!((wallet.waiting.len(), wallet.codes.len()), (1, 0));
    assert_eq!(chosen(&wallet, now()), Err(HolderError::NoSuchCode));
    let other = Wallet::new(Environment::Demo, Secret::new([1; 32]));
    let refused = add_wallet(&mut wallet, other);
    assert_eq!(refused, Err(HolderError::OtherEnvironment));
}

/// Whoever has seen a request makes a text of its anchor and has it added first. The issuer's answer
/// comes in all the same.
#[test]
fn a_forged_answer_does_not_keep_the_good_one_out() {
    let mut wallet = wallet();
    let text = request(
        &mut wallet,
        LiveProfile::P2,
        RequestedProof::Chain,
        1,
        &mut dice(),
    );
    let wanted = CodeRequest::parse(&text.unwrap()).unwrap().wanted[0];
    let forged = add_code(&mut wallet, &live(wanted, 9)).unwrap();
    assert!(wallet.waiting.is_empty());
    let good = add_code(&mut wallet, &live(wanted, 1)).unwrap();
    assert_ne!(forged, good);
    let face = Shower::new(&wallet, good).unwrap().face(now(), None);
    assert_eq!(face.unwrap().slot, Some(1441));
    let other = live(Wanted::Anchor([1; 16]), 2);
    assert_eq!(add_code(&mut wallet, &other), Err(HolderError::NotAsked));
}

#[test]
fn a_code_before_and_after_its_time() {
    let mut wallet = wallet();
    let text = request(
        &mut wallet,
        LiveProfile::P2,
        RequestedProof::Chain,
        1,
        &mut dice(),
    );
    let wanted = CodeRequest::parse(&text.unwrap()).unwrap().wanted[0];
    let number = add_code(&mut wallet, &live(wanted, 1)).unwrap();
    let shower = Shower::new(&wallet, number).unwrap();
    let expires = cards(&wallet)[0].expires;
    let over = shower.face(expires, None).unwrap_err();
    assert_eq!(over, HolderError::Over { expires });
    assert!(shower.face(expires.minus(1), None).is_ok());
    let first = now().minus(12 * 3600);
    assert!(shower.face(first, None).is_ok());
    let early = shower.face(first.minus(1), None).unwrap_err();
    assert_eq!(early, HolderError::NotYet { from: first });
    assert!(Shower::new(&wallet, 0).is_err() && Shower::new(&wallet, 2).is_err());
}

#[test]
fn a_member_and_whose_code_it_names() {
    let mut wallet = wallet();
    let own = answer(Medium::Screen(Liveness::Static), Bearer::Holder, 1);
    add_code(&mut wallet, &own).unwrap();
    let tag = GuardianKey::of(&wallet.codes[0].code).tag(
        ENVIRONMENT,
        key().public().key_id(),
        StatusRef::new(7, 2).unwrap(),
    );
    let relation = Relation::Parent;
    let medium = Medium::Screen(Liveness::Static);
    let child = answer(medium, Bearer::Guardian { relation, tag }, 2);
    let number = add_code(&mut wallet, &child).unwrap();
    assert_eq!(guardian_of(&wallet, number), Some(1));
    assert_eq!(guardian_of(&wallet, 1), None);
    assert_eq!(cards(&wallet)[1].guardian, Some(relation));
    // The own code is meant when none is named.
    assert_eq!(chosen(&wallet, now()), Ok(1));
    let picture = pair_picture([&own, &child], 2).unwrap();
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    assert_eq!(u64::try_from(picture.pixels.len()).unwrap(), pixels);
}

#[test]
fn a_screen_shows_a_member_beside_the_guardian_until_the_sooner_of_their_ends() {
    let mut wallet = wallet();
    let own = answer(Medium::Screen(Liveness::Static), Bearer::Holder, 1);
    add_code(&mut wallet, &own).unwrap();
    let tag = GuardianKey::of(&wallet.codes[0].code).tag(
        ENVIRONMENT,
        key().public().key_id(),
        StatusRef::new(7, 2).unwrap(),
    );
    let asked = request(
        &mut wallet,
        LiveProfile::P2,
        RequestedProof::Key,
        1,
        &mut dice(),
    );
    let wanted = CodeRequest::parse(&asked.unwrap()).unwrap().wanted[0];
    let Wanted::Key(holders) = wanted else {
        panic!("a key was asked for")
    };
    let (profile, key) = (LiveProfile::P2, holders);
    let medium = Medium::Screen(Liveness::HolderKey { profile, key });
    let relation = Relation::Parent;
    let child = answer(medium, Bearer::Guardian { relation, tag }, 2);
    let member = add_code(&mut wallet, &child).unwrap();

    let screen = Screen::of(&wallet, member).unwrap();
    let view = screen.view(now(), None).unwrap();
    let numbers: Vec<usize> = view.faces.iter().map(|(number, _)| *number).collect();
    assert_eq!((numbers, view.until), (vec![1, member], now().plus(30)));
    // The one that has a key answers for both.
    assert!(screen.answers() && screen.view(now(), Some(4711)).is_ok());

    let alone = Screen::of(&wallet, 1).unwrap();
    assert_eq!(alone.view(now(), None).unwrap().faces.len(), 1);
    let asked = alone.view(now(), Some(4711)).unwrap_err();
    assert_eq!(asked, HolderError::AnswersNothing);
    let none = Screen::pair(&wallet, 1).unwrap_err();
    assert_eq!(none, HolderError::NoSuchCode);
    let end = cards(&wallet)[0].expires;
    let over = screen.view(end, None).unwrap_err();
    assert_eq!(over, HolderError::Over { expires: end });
}

#[test]
fn what_is_offered_says_what_it_is() {
    let code = |text: &str| match Offered::parse(text) {
        Ok(Offered::Code(code)) => code.to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(code("JM1:A \r\n"), "JM1:A ");
    assert_eq!(code("JM1:A\n\n"), "JM1:A\n");
    assert_eq!(code(""), "");
    assert!(Offered::parse("juma wallet\n").is_err());
    let passphrase = juma_keys::Passphrase::new("four quiet words".to_owned());
    let inputs = juma_keys::SealingInputs {
        salt: [1; 16],
        iv: [2; 16],
    };
    let file = juma_keys::WalletFile::seal(&wallet(), &passphrase, inputs).unwrap();
    assert!(matches!(
        Offered::parse(&file.to_text()),
        Ok(Offered::Wallet(_))
    ));
    // An empty wallet fits into a symbol, and so does a request; much more does not.
    let symbol = file_symbol(&file.to_text()).unwrap();
    let (side, pixels) = symbol_pixels(&symbol);
    assert_eq!(pixels.len(), usize::from(side) * usize::from(side));
    assert_eq!((pixels[0], pixels[usize::from(side) * 4 + 4]), (255, 0));
    assert_eq!(max_file_bytes(), 1370);
    assert!(file_symbol(&"A".repeat(1371)).is_err());
}
