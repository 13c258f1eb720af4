/// Where things lie in a home.
pub(crate) struct Layout;

impl Layout {
    pub(crate) const SETTINGS: &str = "home.toml";
    pub(crate) const ANCHOR: &str = "root.pub";
    pub(crate) const KEYS: &str = "keys";
    pub(crate) const ROOT_KEY: &str = "keys/root.key";
    pub(crate) const CODE_KEY: &str = "keys/code.key";
    pub(crate) const STATUS_KEY: &str = "keys/status.key";
    pub(crate) const BUNDLE_KEY: &str = "keys/bundle.key";
    pub(crate) const SEAL_KEY: &str = "keys/seal.key";
    pub(crate) const TRUST: &str = "trust";
    pub(crate) const LIST: &str = "trust/list.cose";
    pub(crate) const DISTRUSTED: &str = "trust/distrusted.txt";
    /// Of homes that were founded before the register was a database.
    pub(crate) const LEDGER: &str = "ledger.jsonl";
    pub(crate) const REGISTER: &str = "register.db";
    /// How far the register had come when this home last worked it.
    pub(crate) const MARK: &str = "register.mark";
    /// The password for a register on a server.
    pub(crate) const PASSWORD: &str = "register.password";
    pub(crate) const BUNDLES: &str = "bundles";
    pub(crate) const PROFILES: &str = "profiles";
    pub(crate) const FOLDERS: [&str; 4] = [Self::KEYS, Self::TRUST, Self::BUNDLES, Self::PROFILES];

    pub(crate) fn root(number: u32) -> String {
        format!("{}/root-{number}.cose", Self::TRUST)
    }

    pub(crate) fn bundle(sequence: u32) -> String {
        format!("{}/{sequence:010}.jmb", Self::BUNDLES)
    }

    pub(crate) fn contribution(sequence: u32) -> String {
        format!("{}/{sequence:010}.jmc", Self::BUNDLES)
    }
}
