//! What comes over the port, and the grants in it.

use crate::text;
use serde_json::Value as Theirs;
use tokenframe::card::brand;
use tokenframe::json::Value;
use tokenframe::message::{ToFrame, ToReveal};
use tokenframe::vault;

/// Our reader takes no text for JSON that another does not, and understands what it takes as the other does.
pub fn json(data: &[u8]) {
    let Some(ours) = Value::parse(data) else { return };
    let theirs: Theirs = match serde_json::from_slice(data) {
        Ok(theirs) => theirs,
        // A number has no bounds in JSON's grammar: we keep it as it was written.
        Err(error) if error.to_string().starts_with("number out of range") => return,
        Err(error) => panic!("what we read is no JSON: {error}"),
    };
    assert!(agree(&ours, &theirs), "{theirs} is read as another value");
}

fn agree(ours: &Value, theirs: &Theirs) -> bool {
    match (ours, theirs) {
        (Value::Object(members), Theirs::Object(_)) => {
            // A name that stands twice is the last one for the other, and the first one for us.
            members.iter().all(|(name, _)| theirs.get(&**name).is_some())
        }
        (Value::List(ours), Theirs::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| agree(ours, theirs))
        }
        (ours, Theirs::String(theirs)) => ours.text() == Some(theirs),
        (ours, Theirs::Bool(theirs)) => ours.bool() == Some(*theirs),
        (ours, Theirs::Number(theirs)) => {
            let whole = ours.whole().map(u64::from);
            whole.is_none() || whole == theirs.as_u64() || theirs.as_f64() == whole.map(|whole| whole as f64)
        }
        (_, Theirs::Null) => ours.text().is_none() && ours.whole().is_none() && ours.bool().is_none(),
        _ => false,
    }
}

/// A message is an object that says what it is; whatever it says is within its bounds.
pub fn messages(data: &[u8]) {
    let text = &*text(data);
    if let Some(message) = ToFrame::read(text) {
        let ours = Value::parse(text.as_bytes()).expect("a message is JSON");
        assert!(ours.text_of("t").is_some(), "a message without its kind");
        if let ToFrame::Tokenize { billing, .. } = message {
            let lines = [billing.name, billing.line1, billing.line2, billing.city, billing.state, billing.postal_code];
            assert!(lines.into_iter().flatten().all(|line| line.len() <= 1024), "a line of an address without end");
        }
    }
    let _ = ToReveal::read(text);
}

/// A grant that is taken asks nobody but an origin.
pub fn grants(data: &[u8]) {
    let Some(grant) = Value::parse(data) else { return };
    let _ = vault::open(&grant, brand::Set::ALL);
    for scope in vault::Scope::ALL {
        if let Ok(page) = vault::reveal(&grant, scope) {
            assert!(page.url.starts_with(&page.origin), "a page of another origin than was said");
            assert!(page.origin.starts_with("https://") || page.origin.starts_with("http://"), "{}", page.origin);
        }
    }
}
