//! Placeholders, filled in on the raw text: `{{ name }}` and `{{ name | unwrap }}` (hellgate.md, 8).

/// One value that a placeholder may stand for.
pub(crate) struct Filling {
    pub(crate) name: &'static str,
    /// `None`: the vault does not have it (any more).
    pub(crate) text: Option<String>,
    /// As `| unwrap` writes it; `None`: it is no number, and cannot be unwrapped.
    pub(crate) number: Option<u64>,
}

impl Filling {
    pub(crate) fn text(name: &'static str, text: Option<&str>) -> Self {
        Self { name, text: text.map(str::to_owned), number: None }
    }

    pub(crate) fn number(name: &'static str, width: usize, number: u64) -> Self {
        Self { name, text: Some(format!("{number:0width$}")), number: Some(number) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// No value has this name.
    Unknown,
    /// The vault does not have the value (any more).
    Missing,
    /// `| unwrap` on what is no number.
    NotANumber,
}

/// Fills in every placeholder in one pass: a value is never searched for placeholders.
pub(crate) fn fill(text: &str, fillings: &[Filling], escape_json: bool) -> Result<String, Wrong> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("{{") {
        let Some((inside, after)) = from.split_once("}}") else {
            break;
        };
        out.push_str(before);
        let (name, unwrap) = match inside.split_once('|') {
            Some((name, filter)) if filter.trim() == "unwrap" => (name.trim(), true),
            Some(_) => return Err(Wrong::Unknown),
            None => (inside.trim(), false),
        };
        let filling = fillings.iter().find(|filling| filling.name == name).ok_or(Wrong::Unknown)?;
        let value = filling.text.as_deref().ok_or(Wrong::Missing)?;
        rest = after;
        if unwrap {
            // The quotes around it go, so that a number stays one; the vendor's samples have both.
            let quoted = out.ends_with('"') && after.starts_with('"');
            if quoted {
                out.pop();
                rest = after.strip_prefix('"').unwrap_or_default();
            }
            out.push_str(&filling.number.ok_or(Wrong::NotANumber)?.to_string());
        } else if escape_json {
            let quoted = serde_json::Value::from(value).to_string();
            out.push_str(quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default());
        } else {
            out.push_str(value);
        }
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fillings(holder: Option<&str>) -> Vec<Filling> {
        vec![
            Filling::text("account_number", Some("4111111111111111")),
            Filling::text("cardholder_name", holder),
            Filling::number("expiration_month", 2, 9),
            Filling::number("expiration_year", 4, 2031),
        ]
    }

    #[test]
    fn a_value_is_a_string_and_unwrap_makes_it_a_number_with_or_without_quotes() {
        let text = r#"{"n":"{{ account_number }}","m":"{{expiration_month}}","u":"{{ expiration_month | unwrap }}","y":{{ expiration_year | unwrap }},"o":{}}"#;
        assert_eq!(
            fill(text, &fillings(None), true).as_deref(),
            Ok(r#"{"n":"4111111111111111","m":"09","u":9,"y":2031,"o":{}}"#)
        );
    }

    #[test]
    fn a_value_cannot_break_out_of_its_string_or_bring_in_a_placeholder() {
        let filled = fill(r#"{"h":"{{ cardholder_name }}"}"#, &fillings(Some("A\"{{ account_number }}")), true);
        assert_eq!(filled.as_deref(), Ok(r#"{"h":"A\"{{ account_number }}"}"#));
    }

    #[test]
    fn what_cannot_be_filled_stops_the_sending() {
        for (text, wrong) in [
            ("{{ walnut }}", Wrong::Unknown),
            ("{{ account_number | walnut }}", Wrong::Unknown),
            ("{{ cardholder_name }}", Wrong::Missing),
            ("{{ account_number | unwrap }}", Wrong::NotANumber),
        ] {
            assert_eq!(fill(text, &fillings(None), true), Err(wrong), "{text}");
        }
        assert_eq!(fill("{{ never closed", &fillings(None), true).as_deref(), Ok("{{ never closed"));
    }
}
