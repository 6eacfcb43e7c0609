//! The public key of a merchant, from the Public Access Key Management Service.

use alloc::string::String;
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::secret::Secret;

/// A merchant's `apiAccessKey`. It may be in a browser: it can tokenize and do nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The key, sent as `apikey`.
    pub api_access_key: String,
    /// The merchant that it is for, 13 characters, where the service says so.
    pub merchant_id: Option<String>,
}

impl PublicKey {
    /// Asks for the key. `url` is the whole URL of the service, `bearer` an OAuth access token.
    pub fn request(url: &str, bearer: &Secret) -> Request {
        // EXPOSE: the key service knows the merchant by this bearer; the header is dropped once it is sent.
        let value = Secret::joined(&[b"Bearer ", bearer.expose()]);
        Request::get_json(Secret::copied(url)).header("authorization", value)
    }

    /// Reads the answer. A key with `active: false` is an error of its own.
    pub fn read(response: &Response) -> Result<Self, Error> {
        let (value, error) = response.read();
        if response.status == 401 || response.status == 403 {
            return Err(Code::BearerRejected.into());
        }
        if let Some(error) = error {
            return Err(error);
        }
        let value = value.ok_or(Code::BadResponse)?;
        if response.status > 202 {
            return Err(Code::RequestRefused.into());
        }
        if value.get("active").is_some_and(|active| active.bool() == Some(false)) {
            return Err(Code::KeyDisabled.into());
        }
        // A frame has no use for it.
        let merchant_id = if cfg!(feature = "frame") { None } else { value.text_of("merchantUuid").map(Into::into) };
        let key = value.text_of("apiAccessKey").filter(|key| crate::vault::is_opaque(key, 128)).ok_or(Code::BadResponse)?;
        Ok(Self { api_access_key: key.into(), merchant_id })
    }
}
