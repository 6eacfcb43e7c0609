//! Sessions: opened by a server, finished by a browser that knows the id (hellgate.md, 6).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::account::{self, FailureWord, Lifecycle};
use super::api_key::{self, Use};
use super::card::{self, Demands, Reason};
use super::refusal::Refusal;
use super::sealing;
use super::token;
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::secret::fingerprint;
use crate::world::{ALPHANUMERIC, Shared, World};

/// A session as it is kept; its key in the store is the hash of its id, which is all that a
/// browser needs to finish it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Session {
    expires_ms: u64,
    purpose: Purpose,
    stage: Stage,
    /// Only a key made for this session: it opens nothing else.
    guardian_key: String,
    allowed_schemes: Option<Vec<String>>,
    lifecycle: Option<Lifecycle>,
    expiration_seconds: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    TokenizeCard,
    /// With the id of the token whose security code is captured again.
    RefreshSecurityCode(String),
}

/// INVARIANT: `Open` → `Finished`, never back, by one request only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Open,
    /// `waits` answers from now still say `wait`.
    Finished {
        waits: u32,
        last: Value,
    },
}

const SESSIONS: &str = "hellgate/session";
const UNKNOWN: Refusal = Refusal::not_found("The session was not found");
const UNKNOWN_CONTEXT: Refusal = Refusal::not_found("The session_context was not found");
const LONGEST_SECONDS: u64 = 2_592_000;

/// `POST /tokens/session`, body optional: `{"bypass_identification"?, "expiration_time"?}`.
pub(crate) async fn create(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    api_key::admit(&world, &headers, Use::Other)?;
    let members = if body.is_empty() { Map::new() } else { json::object(&headers, &body)? };
    match members.get("bypass_identification") {
        None | Some(Value::Null | Value::Bool(_)) => {}
        Some(_) => return Err(Refusal::invalid("bypass_identification is true or false")),
    }
    let expiration_seconds = match members.get("expiration_time") {
        None | Some(Value::Null) => None,
        Some(seconds) => {
            let seconds = seconds.as_u64().filter(|seconds| (1..=LONGEST_SECONDS).contains(seconds));
            Some(seconds.ok_or(Refusal::invalid("expiration_time is 1 to 2592000 seconds"))?)
        }
    };
    open(&world, Purpose::TokenizeCard, expiration_seconds)
}

/// `POST /tokens/{id}/refresh-session`.
pub(crate) async fn refresh(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &headers, Use::Other)?;
    let token = token::find(&world, &id)?;
    open(&world, Purpose::RefreshSecurityCode(token.id), None)
}

fn open(world: &World, purpose: Purpose, expiration_seconds: Option<u64>) -> Result<Response, Refusal> {
    let account = account::load(world)?;
    let id = world.uuid();
    let session = Session {
        expires_ms: world.now_ms().saturating_add(account.session_lifetime_ms),
        purpose,
        stage: Stage::Open,
        guardian_key: format!("sk_guardian_{}", world.symbols(ALPHANUMERIC, 20)),
        allowed_schemes: account.allowed_schemes,
        lifecycle: account.lifecycle,
        expiration_seconds,
    };
    world.store().save(SESSIONS, &fingerprint(&id), &session)?;
    let status = StatusCode::from_u16(guess::HELLGATE_SESSION_CREATED_STATUS).unwrap_or(StatusCode::OK);
    Ok(json_answer(status, &json!({"session_id": id})))
}

fn find(world: &World, id: &str) -> Result<Option<Session>, Refusal> {
    let session: Option<Session> = world.store().load(SESSIONS, &fingerprint(id))?;
    Ok(session.filter(|session| world.now_ms() < session.expires_ms))
}

/// `GET /sessions/{session_id}`: what the browser is to do next.
pub(crate) async fn read(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let session = find(&world, &id)?.ok_or(UNKNOWN)?;
    let state = match session.stage {
        Stage::Open => to_do(&world, &session, &headers).await?,
        Stage::Finished { .. } => polled(&world, &id)?,
    };
    Ok(json_answer(StatusCode::OK, &state))
}

/// The next word of a finished session, counted down in the store: two polls at once are two.
fn polled(world: &World, id: &str) -> Result<Value, Refusal> {
    let state = world.store().alter(SESSIONS, &fingerprint(id), |session: &mut Session| match &mut session.stage {
        Stage::Finished { waits: 0, last } => Some(last.clone()),
        Stage::Finished { waits, .. } => {
            *waits -= 1;
            Some(json!({"next_action": "wait", "data": {}}))
        }
        Stage::Open => None,
    })?;
    state.flatten().ok_or(UNKNOWN)
}

async fn to_do(world: &World, session: &Session, headers: &HeaderMap) -> Result<Value, Refusal> {
    let jwk = sealing::jwk(world).await?;
    let (action, data) = match &session.purpose {
        Purpose::TokenizeCard => {
            // The sandbox does not know by which name it is reached; the Host header does.
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
            let mut data = json!({
                "provider": "guardian",
                "api_key": session.guardian_key,
                "base_url": format!("http://{host}/hellgate/cde"),
                "jwk": jwk,
            });
            if let (Some(members), Some(schemes)) = (data.as_object_mut(), &session.allowed_schemes) {
                members.insert("allowed_schemes".to_owned(), json!(schemes));
            }
            if let (Some(members), Some(lifecycle)) = (data.as_object_mut(), session.lifecycle) {
                members.insert("lifecycle".to_owned(), json!(lifecycle));
            }
            ("tokenize_card", data)
        }
        Purpose::RefreshSecurityCode(id) => {
            let token = token::find(world, id).map_err(|_| UNKNOWN)?;
            let data = json!({
                "account_number_last_four": token.last_four(),
                "account_number_length": token.number.len(),
                "issuer_identification_number": token.issuer_identification_number(),
                "expiry_month": token.month,
                "expiry_year": token.year,
                "scheme": token.scheme,
                "jwk": jwk,
            });
            ("refresh_security_code", data)
        }
    };
    Ok(json!({"next_action": action, "data": data}))
}

/// `POST /sessions/{session_id}/complete-action`, `{"action","result":{"enc_payload"}}`.
pub(crate) async fn complete(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let session = find(&world, &id)?.ok_or(UNKNOWN_CONTEXT)?;
    let members = json::object(&headers, &body)?;
    let action = match session.purpose {
        Purpose::TokenizeCard => "tokenize_card",
        Purpose::RefreshSecurityCode(_) => "refresh_security_code",
    };
    let spent = Refusal::guessed(guess::HELLGATE_SPENT_SESSION_STATUS, "The session was completed before");
    if session.stage != Stage::Open {
        return Err(spent);
    }
    if members.get("action").and_then(Value::as_str) != Some(action) {
        return Err(Refusal::unprocessable("The action is not the one that the session waits for"));
    }
    let sealed = members.get("result").and_then(|result| result.get("enc_payload")).and_then(Value::as_str);
    let sealed = sealed.ok_or(Refusal::invalid("result.enc_payload is a text"))?;
    let plain = sealing::open(&world, sealed).await?;
    let plain = plain.map_err(|_| Refusal::guessed(guess::HELLGATE_SEAL_STATUS, "enc_payload cannot be decrypted"))?;

    let account = account::load(&world)?;
    let judged = match &session.purpose {
        Purpose::TokenizeCard => {
            let demands = Demands {
                now_ms: world.now_ms(),
                allowed_schemes: session.allowed_schemes.as_deref(),
                lifecycle: session.lifecycle,
                expiration_seconds: session.expiration_seconds,
            };
            card::read(&plain, &demands).map(Judged::Card)
        }
        Purpose::RefreshSecurityCode(token) => card::code(&plain)
            .and_then(|code| code.ok_or(guess::HELLGATE_CODE_INVALID))
            .map(|code| Judged::Code(token.clone(), code)),
    };
    if judged.is_err() && !guess::HELLGATE_FAILURE_SPENDS_SESSION {
        return Ok(json_answer(StatusCode::OK, &last_word(&account, judged.map(|_| String::new()))));
    }
    // The id is drawn before the session is spent, so that its last word is written with it.
    let token_id = match &judged {
        Ok(Judged::Code(token, _)) => token.clone(),
        _ => world.uuid(),
    };
    let last = last_word(&account, judged.as_ref().map(|_| token_id.clone()).map_err(|reason| *reason));
    let finished = Stage::Finished { waits: account.waits, last };
    // Stored before the session says so: its last word must not name a token that a crash has taken.
    if let Ok(Judged::Card(draft)) = &judged {
        token::store(&world, token_id.clone(), draft)?;
    }
    let won = world.store().alter(SESSIONS, &fingerprint(&id), |session: &mut Session| {
        let open = session.stage == Stage::Open;
        if open {
            session.stage = finished;
        }
        open
    })?;
    match (won, judged) {
        (Some(true), Ok(Judged::Code(token, code))) => token::keep_code(&world, &token, &code)?,
        (Some(true), _) => {}
        (_, Ok(Judged::Card(_))) => {
            token::forget(&world, &token_id)?;
            return Err(spent);
        }
        _ => return Err(spent),
    }
    Ok(json_answer(StatusCode::OK, &polled(&world, &id)?))
}

enum Judged {
    Card(card::Draft),
    Code(String, String),
}

fn last_word(account: &account::Account, judged: Result<String, Reason>) -> Value {
    match judged {
        Ok(token_id) => {
            let status = if account.pending { "pending" } else { "success" };
            json!({"status": status, "data": {"token_id": token_id}})
        }
        Err((code, reason)) => {
            let status = match account.failure_word {
                FailureWord::Failed => "failed",
                FailureWord::Failure => "failure",
            };
            json!({"status": status, "data": {"reason": reason, "reason_code": code}})
        }
    }
}
