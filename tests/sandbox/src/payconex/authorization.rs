//! Who asks: Basic and HMAC, and what the key may do (payconex.md, 4 and 5).

use axum::http::header;

use super::api_key::{self, ApiKey};
use super::ask::Ask;
use super::refusal::Refusal;
use super::{scope, signature};
use crate::guess;
use crate::secret::fingerprint;
use crate::world::World;

/// A key that may do what is asked, and the account on which it asks.
pub(crate) struct Caller {
    pub(crate) key: ApiKey,
    pub(crate) account: String,
}

/// The key behind a request, if it holds a scope and works on the account of the path.
pub(crate) fn admit(world: &World, ask: &Ask, wanted: &str) -> Result<Caller, Refusal> {
    let key = authenticate(world, ask)?;
    if !scope::any_covers(&key.scopes, wanted) {
        return Err(Refusal::Forbidden);
    }
    let account = ask.id("account");
    // Paths without an account are about the key's own.
    let account = if account.is_empty() { key.account.clone() } else { account.to_owned() };
    if !key.works_on(&account) {
        return Err(Refusal::Forbidden);
    }
    Ok(Caller { key, account })
}

fn authenticate(world: &World, ask: &Ask) -> Result<ApiKey, Refusal> {
    let text = header(ask).ok_or(Refusal::Unauthenticated)?;
    let (key, method) = match (text.strip_prefix("Basic "), text.strip_prefix("Hmac ")) {
        (Some(credentials), _) => (basic(world, credentials)?, "BASIC"),
        (_, Some(parts)) => (hmac(world, ask, parts)?, "HMAC"),
        _ => return Err(Refusal::Unauthenticated),
    };
    let listed = key.methods.iter().any(|one| one == method || one == "ALL");
    if guess::PAYCONEX_METHOD_MUST_BE_LISTED && !listed {
        return Err(Refusal::Unauthenticated);
    }
    Ok(key)
}

/// The one `Authorization` header; two are as good as none.
fn header(ask: &Ask) -> Option<&str> {
    let mut given = ask.headers.get_all(header::AUTHORIZATION).iter();
    match (given.next(), given.next()) {
        (Some(one), None) => one.to_str().ok(),
        _ => None,
    }
}

/// What follows `Bearer `.
pub(crate) fn bearer(ask: &Ask) -> Result<&str, Refusal> {
    header(ask).and_then(|text| text.strip_prefix("Bearer ")).ok_or(Refusal::Unauthenticated)
}

fn basic(world: &World, credentials: &str) -> Result<ApiKey, Refusal> {
    let text = base64(credentials).and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(Refusal::Unauthenticated)?;
    let (id, secret) = text.split_once(':').ok_or(Refusal::Unauthenticated)?;
    let key = api_key::usable(world, id)?.ok_or(Refusal::Unauthenticated)?;
    if key.secret.is(secret) { Ok(key) } else { Err(Refusal::Unauthenticated) }
}

/// The four parts of `id="…", nonce="…", timestamp="…", response="…"`, in that order and no other.
fn parts(text: &str) -> Option<[&str; 4]> {
    let mut given = text.split(", ");
    let mut part = |name: &str| given.next()?.strip_prefix(name)?.strip_prefix("=\"")?.strip_suffix('"');
    let found = [part("id")?, part("nonce")?, part("timestamp")?, part("response")?];
    given.next().is_none().then_some(found)
}

fn hmac(world: &World, ask: &Ask, text: &str) -> Result<ApiKey, Refusal> {
    let [id, nonce, timestamp, response] = parts(text).ok_or(Refusal::Unauthenticated)?;
    let is_nonce = nonce.len() == guess::PAYCONEX_HMAC_NONCE_DIGITS && nonce.bytes().all(|b| b.is_ascii_hexdigit());
    let is_seconds = timestamp.len() <= 12 && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = timestamp.parse::<u64>().ok().filter(|_| is_seconds && is_nonce).ok_or(Refusal::Unauthenticated)?;
    let key = api_key::usable(world, id)?.ok_or(Refusal::Unauthenticated)?;
    let path = match ask.uri.path_and_query() {
        Some(whole) if guess::PAYCONEX_HMAC_SIGNS_QUERY => whole.as_str(),
        _ => ask.uri.path(),
    };
    let signed = signature::string_to_sign(ask.method.as_str(), path, nonce, timestamp, &ask.body);
    if !key.secret.signed(&signed, response) {
        return Err(Refusal::Unauthenticated);
    }
    let now = world.now_ms() / 1_000;
    if now.abs_diff(seconds) > guess::PAYCONEX_HMAC_CLOCK_SKEW_SECONDS {
        return Err(Refusal::Unauthenticated);
    }
    // Written down only behind a good signature, so that nobody else can use up a key's nonces.
    if guess::PAYCONEX_HMAC_NONCE_ONCE && !is_first_use(world, id, nonce, seconds)? {
        return Err(Refusal::Unauthenticated);
    }
    Ok(key)
}

fn is_first_use(world: &World, id: &str, nonce: &str, seconds: u64) -> Result<bool, Refusal> {
    let until = seconds + guess::PAYCONEX_HMAC_CLOCK_SKEW_SECONDS;
    let name = fingerprint(&format!("{id} {}", nonce.to_ascii_lowercase()));
    Ok(world.is_first(name, seconds, until)?)
}

/// Standard base64 with padding, and nothing that another text could also decode to.
fn base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let mut out = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut word, mut bits) = (0_u32, 0_u32);
    for byte in digits.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        word = word << 6 | u32::from(digit);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(word >> bits & 0xff).ok()?);
        }
    }
    (crate::secret::base64_standard(&out) == text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_basic_example_of_the_contract_is_read_as_written() {
        let text = "YXBpXzExMTEyMjIyMzMzMzQ0NDQ1NTU1NjY2Njc3Nzc4ODg4OjBmMWUyZDNjNGI1YTY5Nzg4Nzk2YTViNGMzZDJlMWYw";
        let wanted = b"api_11112222333344445555666677778888:0f1e2d3c4b5a69788796a5b4c3d2e1f0";
        assert_eq!(base64(text).as_deref(), Some(&wanted[..]));
        for wrong in ["YQ", "YR==", "Y Q==", "Y===", "YQ==="] {
            assert_eq!(base64(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_header_has_its_four_parts_in_order() {
        assert_eq!(parts(r#"id="a", nonce="b", timestamp="c", response="d""#), Some(["a", "b", "c", "d"]));
        for wrong in [
            r#"id="a", timestamp="c", nonce="b", response="d""#,
            r#"id="a", nonce="b", timestamp="c", response="d", id="e""#,
            r#"id=a, nonce="b", timestamp="c", response="d""#,
            r#"username="a", nonce="b", timestamp="c", response="d""#,
            "",
        ] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
