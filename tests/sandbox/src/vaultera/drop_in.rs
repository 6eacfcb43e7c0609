//! Drop-ins: placeholders that the vault fills in before it sends (vaultera.md, Drop-ins).

use super::card::Card;

/// The vault does not have (any more) what a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Missing;

/// How a value is written into its surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    Json,
    None,
}

/// Fills in every placeholder of `text`, in one pass: a value is never searched for placeholders.
pub(crate) fn fill(text: &str, card: &Card, service_code: Option<&str>, escape: Escape) -> Result<String, Missing> {
    let short_year = card.expiration_year.get(2..);
    let values: [(&str, Option<&str>); 7] = [
        ("%CARD_NUMBER%", Some(&card.card_number)),
        ("%CARDHOLDER_NAME%", card.cardholder_name.as_deref()),
        ("%SERVICE_CODE%", service_code),
        ("%EXPIRATION_MM%", Some(&card.expiration_month)),
        ("%EXPIRATION_YYYY%", Some(&card.expiration_year)),
        ("%EXPIRATION_YY%", short_year),
        ("%CARD_TYPE%", Some(&card.card_type)),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('%').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let found = values.iter().find_map(|(name, value)| Some((from.strip_prefix(name)?, value)));
        match found {
            Some((after, value)) => {
                out.push_str(&escaped(value.ok_or(Missing)?, escape));
                rest = after;
            }
            None => {
                out.push('%');
                rest = from.strip_prefix('%').unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn escaped(value: &str, escape: Escape) -> String {
    match escape {
        Escape::None => value.to_owned(),
        Escape::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            inner.unwrap_or_default().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(cardholder_name: Option<&str>) -> Card {
        Card {
            card_token: "t".to_owned(),
            card_number: "4111111111111111".to_owned(),
            card_type: "visa".to_owned(),
            cardholder_name: cardholder_name.map(str::to_owned),
            expiration_month: "07".to_owned(),
            expiration_year: "2031".to_owned(),
        }
    }

    #[test]
    fn every_drop_in_is_filled_and_any_other_text_is_left() {
        let card = card(Some("ANN"));
        let text = "100% %CARD_NUMBER%|%CARDHOLDER_NAME%|%SERVICE_CODE%|%EXPIRATION_MM%|%EXPIRATION_YYYY%|%EXPIRATION_YY%|%CARD_TYPE%|%OTHER%%";
        assert_eq!(
            fill(text, &card, Some("123"), Escape::None).as_deref(),
            Ok("100% 4111111111111111|ANN|123|07|2031|31|visa|%OTHER%%")
        );
    }

    #[test]
    fn a_value_cannot_break_out_of_its_json_string_or_bring_in_a_drop_in() {
        let card = card(Some("A\"B%CARD_NUMBER%"));
        assert_eq!(
            fill("{\"n\":\"%CARDHOLDER_NAME%\"}", &card, None, Escape::Json).as_deref(),
            Ok("{\"n\":\"A\\\"B%CARD_NUMBER%\"}")
        );
    }

    #[test]
    fn a_value_that_is_gone_stops_the_sending() {
        assert_eq!(fill("%SERVICE_CODE%", &card(None), None, Escape::None), Err(Missing));
    }
}
