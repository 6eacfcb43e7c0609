use super::{Choices, Field, Known, Need, Options, Verdict, check};
use crate::json::Writer;
use alloc::vec::Vec;

/// One field's part of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldState {
    /// What the rules say of its text.
    pub verdict: Verdict,
    /// Whether the shopper has been in it and left it.
    pub touched: bool,
}

/// The state of the whole form. Holds nothing that was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    options: Options,
    choices: Choices,
    fields: [FieldState; Field::ALL.len()],
    /// Whether the form was to be sent, so that what is missing is shown too.
    asked: bool,
    /// The field that has the focus.
    pub focused: Option<Field>,
}

impl State {
    /// The state of an empty form.
    pub fn new(options: Options) -> Self {
        let empty = FieldState { verdict: Verdict::Empty, touched: false };
        let fields = [empty; Field::ALL.len()];
        Self { options, choices: Choices::default(), fields, asked: false, focused: None }
    }

    /// Takes new options.
    pub fn set_options(&mut self, options: Options) {
        self.options = options;
    }

    /// What the shop asked for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Takes another choice. The number of a document is judged by it at the next [`State::judge`].
    pub fn choose(&mut self, choices: Choices) {
        self.choices = choices;
    }

    /// What was chosen.
    pub fn choices(&self) -> Choices {
        self.choices
    }

    /// Judges the text of a field.
    pub fn judge(&mut self, field: Field, text: &str) {
        let verdict = check(field, text, self.choices);
        if let Some(state) = self.fields.get_mut(field as usize) {
            state.verdict = verdict;
        }
    }

    /// The shopper left the field.
    pub fn touch(&mut self, field: Field) {
        if let Some(state) = self.fields.get_mut(field as usize) {
            state.touched = true;
        }
    }

    /// Whether the field is shown, and must be filled.
    pub fn need(&self, field: Field) -> Need {
        self.options.need(field, self.choices)
    }

    /// What the rules say of a field that is shown.
    pub fn verdict(&self, field: Field) -> Option<Verdict> {
        self.shown().find(|(own, _)| *own == field).map(|(_, state)| state.verdict)
    }

    /// The code to show beneath a field: none while it may still become valid and the shopper is in it, and none for a
    /// field that was left empty, until the form is to be sent.
    pub fn problem(&self, field: Field) -> Option<&'static str> {
        let (_, state) = self.shown().find(|(own, _)| *own == field)?;
        let shown = match state.verdict {
            Verdict::Valid => false,
            Verdict::Invalid(_) => true,
            Verdict::Partial => state.touched && self.focused != Some(field),
            Verdict::Empty => self.asked && self.need(field) == Need::Required,
        };
        shown.then(|| field.code(state.verdict))
    }

    /// The first field that is not yet right: where the shopper goes on.
    pub fn first_open(&self) -> Field {
        let open = self.shown().find(|(field, state)| !self.is_right(*field, state));
        open.or(self.shown().next()).map_or(Field::Number, |(field, _)| field)
    }

    /// The next field, where it is empty.
    pub fn next_empty(&self, field: Field) -> Option<Field> {
        let next = self.shown().find(|(own, _)| *own as u8 > field as u8);
        next.filter(|(_, state)| state.verdict == Verdict::Empty).map(|(own, _)| own)
    }

    /// The form was to be sent: from now on what is missing is shown too.
    pub fn ask(&mut self) {
        self.asked = true;
        self.fields.iter_mut().for_each(|state| state.touched = true);
    }

    /// Whether the form could be sent.
    pub fn complete(&self) -> bool {
        self.shown().all(|(field, state)| self.is_right(field, state))
    }

    /// What keeps the form from being sent with what the shop knows beside: each field at fault, with its code.
    pub fn faults(&self, known: &Known) -> Vec<(Field, &'static str)> {
        let given = |field, state: &FieldState| state.verdict == Verdict::Empty && known.text(field).is_some();
        let wrong = self.shown().filter(|(field, state)| !self.is_right(*field, state) && !given(*field, state));
        wrong.map(|(field, state)| (field, field.code(state.verdict))).collect()
    }

    fn is_right(&self, field: Field, state: &FieldState) -> bool {
        state.verdict == Verdict::Valid || (state.verdict == Verdict::Empty && self.need(field) == Need::Optional)
    }

    /// Writes the public state: `InstrumentState` in the types.
    pub fn write(&self, json: &mut Writer) {
        let complete = self.complete();
        let possible = |state: &FieldState| !matches!(state.verdict, Verdict::Invalid(_));
        json.object(|json| {
            json.name("empty").bool(self.shown().all(|(_, state)| state.verdict == Verdict::Empty));
            json.name("complete").bool(complete);
            json.name("valid").bool(complete);
            json.name("potentiallyValid").bool(self.shown().all(|(_, state)| possible(state)));
            json.name("brand").null();
            json.name("brands").list(|_| ());
            json.name("focused");
            match self.focused {
                Some(field) => json.text(field.as_str()),
                None => json.null(),
            };
            json.name("fields").object(|json| {
                for (field, state) in self.shown() {
                    json.name(field.as_str()).object(|json| {
                        json.name("empty").bool(state.verdict == Verdict::Empty);
                        json.name("valid").bool(state.verdict == Verdict::Valid);
                        json.name("potentiallyValid").bool(possible(state));
                        json.name("touched").bool(state.touched);
                        json.name("code");
                        match state.verdict {
                            Verdict::Invalid(fault) => json.text(fault.as_str()),
                            _ => json.null(),
                        };
                    });
                }
            });
        });
    }

    fn shown(&self) -> impl Iterator<Item = (Field, &FieldState)> {
        Field::ALL.iter().copied().zip(&self.fields).filter(|(field, _)| self.need(*field) != Need::Absent)
    }
}
