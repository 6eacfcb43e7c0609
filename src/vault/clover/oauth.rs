//! The merchant's consent, and the tokens that come of it. Contract: "Endpoint 2: OAuth".

use crate::error::{Code, Error};
use crate::http::{Request, Response, joined};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::calls::{document, with_query};
use crate::vault::is_opaque;
use alloc::string::{String, ToString};
use alloc::vec;

/// An app, as the vendor registered it.
#[derive(Debug)]
pub struct App {
    /// 13 characters.
    pub client_id: String,
    /// An app without one proves itself by PKCE.
    pub client_secret: Option<Secret>,
}

/// What a code or a refresh token is traded for.
#[derive(Debug, PartialEq)]
pub struct Tokens {
    /// Opens everything that the app may do for the merchant.
    pub access_token: Secret,
    /// Unix seconds.
    pub access_token_expiration: u64,
    /// Good once.
    pub refresh_token: Secret,
    /// Unix seconds.
    pub refresh_token_expiration: u64,
}

impl App {
    /// Where the merchant is asked. `page` is the whole URL of the consent page.
    pub fn authorize_url(&self, page: &str, redirect_uri: &str, state: Option<&str>, code_challenge: Option<&str>) -> String {
        let mut pairs = vec![("client_id", self.client_id.clone()), ("redirect_uri", redirect_uri.to_string())];
        pairs.extend(state.map(|state| ("state", state.to_string())));
        if let Some(challenge) = code_challenge {
            pairs.extend([("code_challenge", challenge.to_string()), ("code_challenge_method", "S256".into())]);
        }
        with_query(page, &pairs)
    }

    /// Trades a code. `code_verifier` for an app without a secret.
    pub fn exchange(&self, base_url: &str, code: &Secret, code_verifier: Option<&Secret>) -> Request {
        let mut json = Writer::with_capacity(1024);
        json.object(|json| {
            json.name("client_id").text(&self.client_id);
            // EXPOSE: the vault knows the app by its secret, or by the verifier; the body is wiped once it was sent.
            if let Some(secret) = &self.client_secret {
                json.name("client_secret").bytes(secret.expose());
            }
            json.name("code").bytes(code.expose());
            if let Some(verifier) = code_verifier {
                json.name("code_verifier").bytes(verifier.expose());
            }
        });
        Request::post_json(Secret::copied(&joined(&[base_url, "/oauth/v2/token"])), json.finish())
    }

    /// Trades a refresh token, which is dead afterwards.
    pub fn refresh(&self, base_url: &str, refresh_token: &Secret) -> Request {
        let mut json = Writer::with_capacity(1024);
        json.object(|json| {
            json.name("client_id").text(&self.client_id);
            // EXPOSE: as above.
            json.name("refresh_token").bytes(refresh_token.expose());
        });
        Request::post_json(Secret::copied(&joined(&[base_url, "/oauth/v2/refresh"])), json.finish())
    }
}

impl Tokens {
    /// Reads either answer.
    pub fn read(response: &Response) -> Result<Self, Error> {
        let value = document(response).map_err(|error| match error.code {
            Code::KeyRejected | Code::NotPermitted | Code::RequestRefused => Code::RefreshRejected.into(),
            _ => error,
        })?;
        let token = |name| value.text_of(name).filter(|token| is_opaque(token, 8192)).map(Secret::copied);
        let moment = |name| match value.get(name) {
            Some(Value::Number(digits)) => digits.parse().ok(),
            _ => None,
        };
        let whole = || {
            Some(Self {
                access_token: token("access_token")?,
                access_token_expiration: moment("access_token_expiration")?,
                refresh_token: token("refresh_token")?,
                refresh_token_expiration: moment("refresh_token_expiration")?,
            })
        };
        whole().ok_or(Code::BadResponse.into())
    }
}
