use juma_format::body::{
    Body, Code, Contribution, Manifest, Presentation, RootDocument, StatusDelta, StatusList,
    TrustList,
};

/// What a key is for. The types that implement it are markers: they have no values.
pub trait KeyKind: sealed::Sealed + 'static {
    /// The word of key files and outputs.
    const NAME: &'static str;
}

/// A kind of key that may sign a kind of body.
#[diagnostic::on_unimplemented(message = "a `{Self}` does not sign `{B}`")]
pub trait MaySign<B: Body>: KeyKind {}

/// Signs root documents and trust lists.
#[derive(Clone, Copy, Debug)]
pub enum RootKey {}

/// Signs codes.
#[derive(Clone, Copy, Debug)]
pub enum CodeKey {}

/// Signs status lists, their deltas, and the contributions in which they travel to a centre.
#[derive(Clone, Copy, Debug)]
pub enum StatusKey {}

/// Signs the manifests of bundles.
#[derive(Clone, Copy, Debug)]
pub enum BundleKey {}

/// Signs a holder's presentations.
#[derive(Clone, Copy, Debug)]
pub enum HolderKey {}

impl KeyKind for RootKey {
    const NAME: &'static str = "root";
}
impl KeyKind for CodeKey {
    const NAME: &'static str = "code";
}
impl KeyKind for StatusKey {
    const NAME: &'static str = "status";
}
impl KeyKind for BundleKey {
    const NAME: &'static str = "bundle";
}
impl KeyKind for HolderKey {
    const NAME: &'static str = "holder";
}

impl MaySign<RootDocument> for RootKey {}
impl MaySign<TrustList> for RootKey {}
impl MaySign<Code> for CodeKey {}
impl MaySign<StatusList> for StatusKey {}
impl MaySign<StatusDelta> for StatusKey {}
impl MaySign<Contribution> for StatusKey {}
impl MaySign<Manifest> for BundleKey {}
impl MaySign<Presentation> for HolderKey {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::RootKey {}
    impl Sealed for super::CodeKey {}
    impl Sealed for super::StatusKey {}
    impl Sealed for super::BundleKey {}
    impl Sealed for super::HolderKey {}
}
