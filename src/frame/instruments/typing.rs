//! What the shopper does in the fields.

use super::app::{App, at};
use crate::card::holder;
use crate::card::mask::{Direction, Kind};
use crate::card::typed::Act;
use crate::frame::edge;
use crate::instruments::{Field, Verdict};
use crate::message::instruments::OfInstruments;
use alloc::string::String;
use core::ops::Range;

impl App {
    /// The browser is about to change a field, and leaves it to us. Gives the field in which the shopper goes on.
    pub(super) fn edited(&mut self, index: u8, selection: Range<usize>, act: Act<'_>) -> Option<Field> {
        let field = at(index)?;
        let kind = kind(field)?;
        if let Some(typed) = self.typed.get_mut(usize::from(index)) {
            typed.act(kind, selection, act);
        }
        self.draw(index);
        self.judge(field);
        self.changed();
        if matches!(act, Act::Insert(_)) { self.next(field) } else { None }
    }

    /// The browser changed a field by itself.
    pub(super) fn filled(&mut self, index: u8, caret: usize, way: Direction) {
        self.take(index, caret, way);
        self.changed();
    }

    /// Where nothing more can be typed into a field, the next one, if it is empty.
    fn next(&self, field: Field) -> Option<Field> {
        let longest = match field {
            Field::Number => 19,
            Field::SecurityCode => 8,
            Field::RoutingNumber => 9,
            Field::AccountNumber => 12,
            _ => return None,
        };
        let typed = self.typed.get(field as usize)?;
        let signs = typed.text().bytes().filter(|sign| *sign != b' ').count();
        let full = signs == longest && typed.caret() == typed.text().len();
        (full && self.state.verdict(field) == Some(Verdict::Valid)).then(|| self.state.next_empty(field)).flatten()
    }

    pub(super) fn focus(&mut self, index: u8, has: bool) {
        let Some(field) = at(index) else { return };
        let message = if has {
            self.state.focused = Some(field);
            OfInstruments::Focus(field)
        } else {
            self.state.focused = None;
            self.state.touch(field);
            OfInstruments::Blur(field)
        };
        edge::post(&message.write());
        self.changed();
    }

    /// Takes over what the browser made of a field's text.
    pub(super) fn take(&mut self, index: u8, caret: usize, way: Direction) {
        let Some(field) = at(index) else { return };
        match (kind(field), self.typed.get_mut(usize::from(index))) {
            (Some(kind), Some(typed)) => {
                typed.took(kind, &edge::value(index), caret, way);
                self.draw(index);
            }
            _ => {
                let now = edge::value(index);
                let kept = holder::kept(&now);
                if kept != now {
                    edge::write(index, &kept);
                }
            }
        }
        self.judge(field);
    }

    pub(super) fn judge(&mut self, field: Field) {
        if let (true, Some(typed)) = (field.is_sealed(), self.typed.get(field as usize)) {
            self.state.judge(field, typed.text());
        } else {
            let text = self.plain(field);
            self.state.judge(field, &text);
        }
    }

    /// The text of a field that is not sealed, read when it is needed and kept nowhere else.
    pub(super) fn plain(&self, field: Field) -> String {
        if field.is_sealed() { String::new() } else { edge::value(field as u8) }
    }

    pub(super) fn draw(&self, index: u8) {
        if let Some(typed) = self.typed.get(usize::from(index)) {
            // The edge shows each sign by itself, and gives the input what stands in for it where the field is sealed.
            edge::put(index, typed.text().as_bytes(), typed.caret());
        }
    }

    /// The same where nothing was typed: the caret is where the shopper has put it.
    pub(super) fn redraw(&self, index: u8) {
        if let Some(typed) = self.typed.get(usize::from(index)) {
            edge::put(index, typed.text().as_bytes(), typed.text().len() + 1);
        }
    }
}

/// How a sealed field writes its text: some signs more than are right, so that what is too long is seen to be.
fn kind(field: Field) -> Option<Kind> {
    Some(match field {
        Field::Number => Kind::Groups { max: 20 },
        Field::SecurityCode => Kind::Code { max: 8 },
        Field::AccessCode | Field::IdentityNumber => Kind::Code { max: 20 },
        Field::RoutingNumber => Kind::Digits { max: 12 },
        Field::AccountNumber => Kind::Digits { max: 17 },
        _ => return None,
    })
}
