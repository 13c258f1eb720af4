//! The closest peer: crate claim169-core.

use std::hint::black_box;

use claim169_core::{Claim169, CwtMeta, Decoder, Encoder};

/// Codes of the peer about a resident of the same size.
pub(crate) struct Peer {
    texts: Vec<String>,
    public: [u8; 32],
}

impl Peer {
    pub(crate) fn new(count: usize) -> Self {
        let secret = [9; 32];
        let public = ed25519_dalek::SigningKey::from_bytes(&secret)
            .verifying_key()
            .to_bytes();
        #[expect(
            clippy::disallowed_methods,
            reason = "the peer reads the clock, so ours must agree"
        )]
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |time| i64::try_from(time.as_secs()).unwrap());
        let texts = (0..count)
            .map(|number| {
                let claims = Claim169 {
                    id: Some("11010519491231002X".into()),
                    full_name: Some("样例甲".into()),
                    date_of_birth: Some("19491231".into()),
                    address: Some(format!(
                        "广东省深圳市南山区样例街道示范路{number}号样例大厦甲座二十层"
                    )),
                    ..Claim169::default()
                };
                let meta = CwtMeta::new()
                    .with_issuer("bench.example")
                    .with_issued_at(now - 10)
                    .with_expires_at(now + 100_000);
                let encoder = Encoder::new(claims, meta)
                    .sign_with_ed25519(&secret)
                    .unwrap();
                encoder.encode().unwrap().qr_data
            })
            .collect();
        Self { texts, public }
    }

    pub(crate) fn verify(&self, step: usize) {
        let text = &self.texts[step % self.texts.len()];
        let decoder = Decoder::new(black_box(text.as_str()));
        let decoder = decoder.verify_with_ed25519(&self.public).unwrap();
        black_box(decoder.decode().unwrap());
    }
}
