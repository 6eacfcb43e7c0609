//! What the shopper does in our fields.

#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
use super::app::post;
use super::app::{App, at};
use super::edge;
use crate::card::Field;
use crate::card::mask::{Direction, Kind};
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
use crate::card::{Verdict, brand::Brand, typed::Act};
use crate::card::{cvc, holder};
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
use crate::message::ToHost;
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
use core::ops::Range;

#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
impl App {
    /// The browser is about to change a field, and leaves it to us. Gives the field in which the shopper goes on.
    pub(super) fn edited(&mut self, index: u8, selection: Range<usize>, act: Act<'_>) -> Option<Field> {
        let kind = self.kind(index)?;
        if let Some(typed) = self.typed.get_mut(usize::from(index)) {
            typed.act(kind, selection, act);
        }
        self.draw(index);
        self.typed(index);
        if matches!(act, Act::Insert(_)) { self.next(index) } else { None }
    }

    /// The browser changed a field by itself.
    pub(super) fn filled(&mut self, index: u8, caret: usize, way: Direction) {
        self.take(index, caret, way);
        self.typed(index);
    }

    /// The shopper chose a network.
    pub(super) fn choose(&mut self, name: &str) {
        self.state.choose(name);
        self.changed();
    }

    fn typed(&mut self, index: u8) {
        self.refused.retain(|(other, _)| Some(*other) != at(index));
        self.state.edited |= self.state.focused == at(index);
        self.changed();
    }

    /// Where nothing more can be typed into a field, the next empty one.
    fn next(&self, index: u8) -> Option<Field> {
        let (field, typed) = at(index).zip(self.typed.get(usize::from(index)))?;
        let text = typed.text();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let longest = match field {
            // Their numbers of 19 digits are hardly to be met: to wait for one would leave all others waiting.
            Field::Number
                if digits == 16 && matches!(self.state.brand()?, Brand::VISA | Brand::DISCOVER | Brand::JCB) =>
            {
                16
            }
            Field::Number => self.state.brand()?.max_length(),
            Field::Cvc => self.state.cvc_length()?,
            Field::Expiry => 4,
            _ => return None,
        };
        let full = digits == usize::from(longest) && typed.caret() == text.len();
        (full && self.state.verdict(field) == Some(Verdict::Valid)).then(|| self.state.next_empty(field)).flatten()
    }

    pub(super) fn focus(&mut self, index: u8, has: bool) {
        let Some(field) = at(index) else { return };
        if has {
            self.state.focused = Some(field);
            self.state.edited = false;
            post(ToHost::Focus(field));
        } else {
            self.state.focused = None;
            self.state.touch(field);
            post(ToHost::Blur(field));
        }
        self.changed();
    }
}

impl App {
    /// How a field writes its text; none for the name.
    pub(super) fn kind(&self, index: u8) -> Option<Kind> {
        Some(match at(index)? {
            Field::Number => Kind::Number,
            Field::Expiry => Kind::Expiry,
            Field::Cvc => Kind::Digits { max: self.state.cvc_length().unwrap_or(cvc::MAX_DIGITS) },
            Field::PostalCode => Kind::PostalCode,
            Field::Name => return None,
        })
    }

    /// Takes over what the browser made of a field's text.
    pub(super) fn take(&mut self, index: u8, caret: usize, way: Direction) {
        let now = edge::value(index);
        let Some(kind) = self.kind(index) else {
            // The name stays with the browser.
            let kept = holder::kept(&now);
            if kept != now {
                edge::write(index, &kept);
            }
            return;
        };
        if let Some(typed) = self.typed.get_mut(usize::from(index)) {
            typed.took(kind, &now, caret, way);
        }
        self.draw(index);
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
