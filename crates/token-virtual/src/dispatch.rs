//! Which part of the token's operating system answers which call: PINs, large files, sealed keys, RSA; the core the rest.

use trussed::{
    backend::{Backend as _, BackendId},
    platform::Platform,
    serde_extensions::{ExtensionDispatch, ExtensionId},
    service::ServiceResources,
    types::Context,
};
use trussed_auth::AuthExtension;
use trussed_auth_backend::{AuthBackend, AuthContext, FilesystemLayout};
use trussed_chunked::ChunkedExtension;
use trussed_core::{
    Error,
    api::{Reply, Request, reply, request},
    types::Location,
};
use trussed_hpke::HpkeExtension;
use trussed_rsa_alloc::SoftwareRsa;
use trussed_staging::{StagingBackend, StagingContext};
use trussed_wrap_key_to_file::WrapKeyToFileExtension;

pub(crate) enum Part {
    Pins,
    Files,
    Rsa,
}

/// In this order each is asked whether the call is for it.
pub(crate) const PARTS: &[BackendId<Part>] = &[
    BackendId::Custom(Part::Rsa),
    BackendId::Custom(Part::Pins),
    BackendId::Custom(Part::Files),
    BackendId::Core,
];

#[derive(Clone, Copy)]
pub(crate) enum Extension {
    Auth,
    Chunked,
    Hpke,
    WrapKeyToFile,
}

const EXTENSIONS: [Extension; 4] =
    [Extension::Auth, Extension::Chunked, Extension::Hpke, Extension::WrapKeyToFile];

impl From<Extension> for u8 {
    fn from(extension: Extension) -> Self {
        extension as Self
    }
}

impl TryFrom<u8> for Extension {
    type Error = Error;

    fn try_from(id: u8) -> Result<Self, Error> {
        EXTENSIONS.get(usize::from(id)).copied().ok_or(Error::InternalError)
    }
}

pub(crate) struct Parts {
    pins: AuthBackend,
    files: StagingBackend,
}

#[derive(Default)]
pub(crate) struct PartsContext {
    pins: AuthContext,
    files: StagingContext,
}

impl Parts {
    pub fn new() -> Self {
        Self {
            pins: AuthBackend::new(Location::Internal, FilesystemLayout::V1),
            files: StagingBackend::new(),
        }
    }
}

macro_rules! offers {
    ($($extension:ty => $id:ident),+ $(,)?) => {$(
        impl ExtensionId<$extension> for Parts {
            type Id = Extension;

            const ID: Extension = Extension::$id;
        }
    )+};
}

offers! {
    AuthExtension => Auth,
    ChunkedExtension => Chunked,
    HpkeExtension => Hpke,
    WrapKeyToFileExtension => WrapKeyToFile,
}

impl ExtensionDispatch for Parts {
    type BackendId = Part;
    type Context = PartsContext;
    type ExtensionId = Extension;

    fn core_request<P: Platform>(
        &mut self,
        part: &Part,
        context: &mut Context<PartsContext>,
        request: &Request,
        resources: &mut ServiceResources<P>,
    ) -> Result<Reply, Error> {
        let (core, own) = (&mut context.core, &mut context.backends);
        match part {
            Part::Pins => self.pins.request(core, &mut own.pins, request, resources),
            Part::Files => self.files.request(core, &mut own.files, request, resources),
            Part::Rsa => SoftwareRsa.request(core, &mut (), request, resources),
        }
    }

    fn extension_request<P: Platform>(
        &mut self,
        part: &Part,
        extension: &Extension,
        context: &mut Context<PartsContext>,
        request: &request::SerdeExtension,
        resources: &mut ServiceResources<P>,
    ) -> Result<reply::SerdeExtension, Error> {
        let (core, own) = (&mut context.core, &mut context.backends);
        macro_rules! ask {
            ($extension:ty, $part:ident) => {
                trussed::serde_extensions::ExtensionImpl::<$extension>::extension_request_serialized(
                    &mut self.$part,
                    core,
                    &mut own.$part,
                    request,
                    resources,
                )
            };
        }
        match (part, extension) {
            (Part::Pins, Extension::Auth) => ask!(AuthExtension, pins),
            (Part::Files, Extension::Chunked) => ask!(ChunkedExtension, files),
            (Part::Files, Extension::Hpke) => ask!(HpkeExtension, files),
            (Part::Files, Extension::WrapKeyToFile) => ask!(WrapKeyToFileExtension, files),
            _ => Err(Error::RequestNotAvailable),
        }
    }
}
