//! OAuth, as far as PAKMS needs it (clover.md, Endpoint 2). Times are Unix time in seconds.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::credential::{self, BEARERS, Bearer, BearerKind};
use super::fields::Fields;
use super::refusal::Refusal;
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::query::Query;
use crate::secret::{fingerprint, pkce_challenge, same};
use crate::store::{Unavailable, record};
use crate::world::{Shared, World};

const CODES: &str = "clover/code";
const REFRESH_TOKENS: &str = "clover/refresh_token";

/// An authorization code; good once.
#[derive(Serialize, Deserialize)]
struct Code {
    challenge: Option<String>,
    expires_ms: u64,
    used: bool,
}

/// A refresh token; dies when the pair that follows it is issued.
#[derive(Serialize, Deserialize)]
struct RefreshToken {
    expires_ms: u64,
    used: bool,
}

/// An access token and the refresh token that follows it.
pub(crate) struct Pair {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    access_expires_s: u64,
    refresh_expires_s: u64,
}

impl Pair {
    pub(crate) fn issue(world: &World) -> Result<Self, Unavailable> {
        let now_s = world.now_ms() / 1_000;
        let pair = Self {
            access_token: credential::opaque(world),
            refresh_token: credential::opaque(world),
            access_expires_s: now_s.saturating_add(guess::CLOVER_ACCESS_TOKEN_SECONDS),
            refresh_expires_s: now_s.saturating_add(guess::CLOVER_REFRESH_TOKEN_SECONDS),
        };
        let refresh = RefreshToken { expires_ms: pair.refresh_expires_s.saturating_mul(1_000), used: false };
        let access = Bearer {
            fingerprint: fingerprint(&pair.access_token),
            kind: BearerKind::OAuth,
            expires_ms: Some(pair.access_expires_s.saturating_mul(1_000)),
        };
        world.store().put(vec![
            (REFRESH_TOKENS, &fingerprint(&pair.refresh_token), record(&refresh)?),
            (BEARERS, &access.fingerprint, record(&access)?),
        ])?;
        Ok(pair)
    }

    /// Takes back a pair that nobody was given.
    fn withdraw(self, world: &World) -> Result<(), Unavailable> {
        world.store().take(REFRESH_TOKENS, &fingerprint(&self.refresh_token))?;
        world.store().take(BEARERS, &fingerprint(&self.access_token))?;
        Ok(())
    }

    fn answer(&self) -> Response {
        json_answer(
            StatusCode::OK,
            &json!({
                "access_token": self.access_token,
                "access_token_expiration": self.access_expires_s,
                "refresh_token": self.refresh_token,
                "refresh_token_expiration": self.refresh_expires_s,
            }),
        )
    }
}

const REFUSED: Refusal = Refusal::Message(StatusCode::BAD_REQUEST, guess::CLOVER_OAUTH_REFUSED);

/// `GET /oauth/v2/authorize?client_id&redirect_uri`: a merchant who always agrees. Redirects with
/// `code`, `merchant_id`, `employee_id`, `client_id`; to loopback only, or it would send anybody
/// anywhere.
pub(crate) async fn authorize(State(world): State<Shared>, uri: Uri) -> Result<Response, Refusal> {
    let query = Query::of(&uri);
    let app = credential::app(&world)?;
    let target = query.one("redirect_uri").and_then(|target| url::Url::parse(target).ok()).filter(|target| {
        matches!(target.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
            && matches!(target.scheme(), "http" | "https")
    });
    let (Some(mut target), true) = (target, query.one("client_id") == Some(&*app.client_id)) else {
        return Err(REFUSED);
    };
    let plain_challenge = query.has("code_challenge") && query.one("code_challenge_method") != Some("S256");
    if plain_challenge {
        return Err(REFUSED);
    }

    let code = world.uuid();
    let record = Code {
        challenge: query.one("code_challenge").map(str::to_owned),
        expires_ms: world.now_ms() + guess::CLOVER_CODE_SECONDS * 1_000,
        used: false,
    };
    world.store().save(CODES, &fingerprint(&code), &record)?;
    target
        .query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("merchant_id", &app.merchant_id)
        .append_pair("employee_id", &app.employee_id)
        .append_pair("client_id", &app.client_id);
    if let Some(state) = query.one("state") {
        target.query_pairs_mut().append_pair("state", state);
    }
    let location = HeaderValue::try_from(target.as_str()).map_err(|_| REFUSED)?;
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}

/// `POST /oauth/v2/token`, `{client_id, client_secret | code_verifier, code}`.
pub(crate) async fn token(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let members = json::object(&headers, &body)?;
    let fields = Fields::of(&members);
    fields.only(&["client_id", "client_secret", "code_verifier", "code"])?;
    let app = credential::app(&world)?;
    let (secret, verifier) = (fields.text("client_secret")?, fields.text("code_verifier")?);
    let secret_is_right = secret.map(|secret| same(&fingerprint(secret), &app.secret_fingerprint));
    if fields.text("client_id")? != Some(&*app.client_id)
        || secret_is_right == Some(false)
        || (secret.is_none() && verifier.is_none())
    {
        return Err(REFUSED);
    }
    let code = fields.text("code")?.ok_or(REFUSED)?;
    let now_ms = world.now_ms();
    let good = world.store().alter(CODES, &fingerprint(code), |code: &mut Code| {
        let proven = match (&code.challenge, verifier) {
            (Some(challenge), Some(verifier)) => same(challenge, &pkce_challenge(verifier)),
            (None, None) => true,
            _ => false,
        };
        let good = proven && !code.used && now_ms < code.expires_ms;
        code.used = true;
        good
    })?;
    if good != Some(true) {
        return Err(REFUSED);
    }
    Ok(Pair::issue(&world)?.answer())
}

/// `POST /oauth/v2/refresh`, `{client_id, refresh_token}`; some clients send `client_secret` too.
pub(crate) async fn refresh(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let members = json::object(&headers, &body)?;
    let fields = Fields::of(&members);
    fields.only(&["client_id", "client_secret", "refresh_token"])?;
    let app = credential::app(&world)?;
    let wrong_secret =
        fields.text("client_secret")?.is_some_and(|secret| !same(&fingerprint(secret), &app.secret_fingerprint));
    if fields.text("client_id")? != Some(&*app.client_id) || wrong_secret {
        return Err(REFUSED);
    }
    let presented = fields.text("refresh_token")?.ok_or(REFUSED)?;
    let now_ms = world.now_ms();
    let key = fingerprint(presented);
    let is_good = |token: &RefreshToken| !token.used && now_ms < token.expires_ms;
    if !world.store().load::<RefreshToken>(REFRESH_TOKENS, &key)?.is_some_and(|token| is_good(&token)) {
        return Err(REFUSED);
    }
    // It dies once the new pair is there, and not before: a crash must leave one that works.
    let pair = Pair::issue(&world)?;
    let won = world.store().alter(REFRESH_TOKENS, &key, |token: &mut RefreshToken| {
        let good = is_good(token);
        token.used = true;
        good
    })?;
    if won == Some(true) {
        Ok(pair.answer())
    } else {
        pair.withdraw(&world)?;
        Err(REFUSED)
    }
}
