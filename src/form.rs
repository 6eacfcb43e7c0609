//! What is known of the form, without what was typed: the state that a shop may see.

use crate::card::brand::{self, Brand};
use crate::card::expiry::Month;
use crate::card::{Fault, Field, Form, Need, Verdict, Wanted};
use crate::json::Writer;

mod network;

/// What the shop asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether the security code is asked for alone, for a card that the vault has already.
    pub only_cvc: bool,
    /// The brands that the shop takes.
    pub accepted: brand::Set,
    /// Whether it asks for the first digits of the number, to say what it makes of the card.
    pub bin: bool,
    /// Whether there is a field for the holder's name.
    pub name: Need,
    /// Whether there is a field for the postal code.
    pub postal_code: Need,
}

impl Default for Options {
    fn default() -> Self {
        Self { only_cvc: false, accepted: brand::Set::ALL, bin: false, name: Need::Absent, postal_code: Need::Absent }
    }
}

impl Options {
    /// The same, as the card rules take it.
    pub fn wanted(&self, this_month: Month) -> Wanted {
        Wanted {
            this_month,
            accepted: self.accepted,
            preferred: None,
            name: self.name,
            postal_code: self.postal_code,
            country: Default::default(),
        }
    }

    /// Whether the field is shown, and must be filled.
    pub fn need(&self, field: Field) -> Need {
        match field {
            Field::Cvc => Need::Required,
            _ if self.only_cvc => Need::Absent,
            Field::Name => self.name,
            Field::PostalCode => self.postal_code,
            _ => Need::Required,
        }
    }
}

/// One field's part of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldState {
    /// What the rules say of its text while it is typed in.
    pub verdict: Verdict,
    /// What they say once the shopper has left it.
    pub at_rest: Verdict,
    /// Whether the shopper has been in it and left it.
    pub touched: bool,
}

/// The state of the whole form. Holds no digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    options: Options,
    fields: [FieldState; Field::ALL.len()],
    brands: brand::Set,
    /// The networks that the card belongs to, as the shop says: all of them where it does not, none where it refuses the
    /// card. And the one that it likes best.
    ruled: brand::Set,
    favourite: Option<Brand>,
    /// Those that it can be charged by, where its number alone does not tell, and which of them it is to be.
    networks: brand::Set,
    preferred: Option<Brand>,
    /// Whether a card was to be sent, so that what is missing is shown too.
    asked: bool,
    /// The field that has the focus.
    pub focused: Option<Field>,
    /// Whether its text has changed since it took the focus: until then whoever comes back to mend it is told what is
    /// wrong, as at rest.
    pub edited: bool,
}

impl State {
    /// The state of an empty form.
    pub fn new(options: Options) -> Self {
        let empty = FieldState { verdict: Verdict::Empty, at_rest: Verdict::Empty, touched: false };
        Self {
            options,
            fields: [empty; Field::ALL.len()],
            brands: brand::Set::ALL,
            ruled: brand::Set::ALL,
            favourite: None,
            networks: brand::Set::NONE,
            preferred: None,
            asked: false,
            focused: None,
            edited: true,
        }
    }

    /// Takes new options; what was typed is judged by them at the next [`State::read`].
    pub fn set_options(&mut self, options: Options) {
        self.options = options;
    }

    /// What the shop asked for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Judges the texts of all fields.
    pub fn read(&mut self, texts: &Form<'_>, this_month: Month) {
        let judged = texts.judge(&self.wanted(this_month));
        self.brands = judged.brands;
        self.connect(judged.second);
        for (state, (_, typing, at_rest)) in self.fields.iter_mut().zip(judged.fields) {
            state.verdict = typing;
            state.at_rest = at_rest;
        }
    }

    /// The shopper left the field.
    pub fn touch(&mut self, field: Field) {
        for (&own, state) in Field::ALL.iter().zip(&mut self.fields) {
            state.touched |= own == field;
        }
    }

    /// What the rules say of a field that is shown.
    pub fn verdict(&self, field: Field) -> Option<Verdict> {
        self.shown().find(|(own, _)| *own == field).map(|(_, state)| state.verdict)
    }

    /// The code to show beneath a field: none while it may still become valid and the shopper types in it, and
    /// none for a field that was left empty, until a card is to be sent.
    pub fn problem(&self, field: Field) -> Option<&'static str> {
        let (_, state) = self.shown().find(|(own, _)| *own == field)?;
        let typing = self.edited && self.focused == Some(field);
        let verdict = if typing { state.verdict } else { state.at_rest };
        let shown = match verdict {
            Verdict::Valid => false,
            Verdict::Invalid(_) => true,
            Verdict::Partial => state.touched && !typing,
            Verdict::Empty => self.asked && self.options.need(field) == Need::Required,
        };
        shown.then(|| field.code(verdict))
    }

    /// The first field that is not yet right: where the shopper goes on.
    pub fn first_open(&self) -> Field {
        self.shown().find(|(field, state)| !self.is_right(*field, state)).map_or(Field::Number, |(field, _)| field)
    }

    /// The first empty field behind this one.
    pub fn next_empty(&self, field: Field) -> Option<Field> {
        self.shown()
            .find(|(own, state)| *own as u8 > field as u8 && state.verdict == Verdict::Empty)
            .map(|(own, _)| own)
    }

    /// A card was to be sent: from now on what is missing is shown too.
    pub fn ask(&mut self) {
        self.asked = true;
        self.edited = false;
        self.fields.iter_mut().for_each(|state| state.touched = true);
    }

    /// How many digits the security code has, where that is known.
    pub fn cvc_length(&self) -> Option<u8> {
        self.brands.cvc_length()
    }

    /// What the card's network calls the code, where that is known.
    pub fn cvc_name(&self) -> Option<&'static str> {
        self.preferred.map_or(self.brands, |brand| brand::Set::NONE.with(brand)).cvc_name()
    }

    /// Whether a card could be sent.
    pub fn complete(&self) -> bool {
        self.shown().all(|(field, state)| self.is_right(field, state))
    }

    /// Whether a card could be sent with the field as it is.
    fn is_right(&self, field: Field, state: &FieldState) -> bool {
        state.verdict == Verdict::Valid
            || (state.verdict == Verdict::Empty && self.options.need(field) == Need::Optional)
    }

    /// Writes the public state. `CardState` in the types.
    pub fn write(&self, json: &mut Writer) {
        let complete = self.complete();
        json.object(|json| {
            json.name("empty").bool(self.shown().all(|(_, state)| state.verdict == Verdict::Empty));
            json.name("complete").bool(complete);
            json.name("valid").bool(complete);
            json.name("potentiallyValid").bool(self.shown().all(|(_, state)| state.verdict.potentially_valid()));
            json.nullable("brand", self.brand().map(Brand::name));
            json.name("brands").list(|json| {
                let brands = if self.networks.is_empty() { self.brands } else { self.networks };
                if self.verdict(Field::Number) != Some(Verdict::Empty) {
                    brands.iter().for_each(|brand| {
                        json.text(brand.name());
                    });
                }
            });
            json.name("code").object(|json| {
                json.nullable("name", self.cvc_name());
                json.name("length");
                match self.brands.cvc_length() {
                    Some(length) => json.whole(length.into()),
                    None => json.null(),
                };
            });
            json.nullable("focused", self.focused.map(Field::as_str));
            json.name("fields").object(|json| {
                for (field, state) in self.shown() {
                    json.name(field.as_str()).object(|json| {
                        json.name("empty").bool(state.verdict == Verdict::Empty);
                        json.name("valid").bool(state.verdict.is_valid());
                        json.name("potentiallyValid").bool(state.verdict.potentially_valid());
                        json.name("touched").bool(state.touched);
                        json.nullable("code", state.verdict.fault().map(Fault::as_str));
                    });
                }
            });
        });
    }

    fn shown(&self) -> impl Iterator<Item = (Field, &FieldState)> {
        Field::ALL.iter().copied().zip(&self.fields).filter(|(field, _)| self.options.need(*field) != Need::Absent)
    }
}

/// Writes the state of a form whose fields are the vault's own: it can be asked, and says nothing before.
pub fn write_page_state(json: &mut Writer, complete: bool, valid: bool) {
    json.object(|json| {
        json.name("empty").bool(false);
        json.name("complete").bool(complete);
        json.name("valid").bool(valid);
        json.name("potentiallyValid").bool(true);
        json.name("brand").null();
        json.name("brands").list(|_| ());
        json.name("code").object(|json| {
            json.nullable("name", None).nullable("length", None);
        });
        json.name("focused").null();
        json.name("fields").object(|_| ());
    });
}

#[cfg(test)]
mod tests;
