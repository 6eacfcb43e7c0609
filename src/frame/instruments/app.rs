//! The running form.

use super::edge as own;
use crate::card::brand;
use crate::card::mask::Direction;
use crate::card::typed::Typed;
use crate::error::{Code, Error};
use crate::frame::edge;
use crate::frame::running::send;
use crate::instruments::{self, Choices, Field, Known, Need, Options, State};
use crate::message::ToHost;
use crate::message::instruments::{INVALID, OfInstruments, ToInstruments};
use crate::tokenize::{Effect, Input, Tokenizer};
use crate::vault::instrument::{AccountKind, IdentityKind};
use crate::vault::{self, Call};
use alloc::{boxed::Box, string::String, vec::Vec};

pub(super) struct App {
    pub(super) state: State,
    /// What was typed into the fields that are sealed. The others stay with the browser, which may fill them in from
    /// what it knows of the shopper, in any script.
    pub(super) typed: [Typed; Field::ALL.len()],
    /// Whether the host has said what is asked for.
    configured: bool,
    tokenizer: Tokenizer,
    /// When the grant's time is over, in seconds of the browser's clock.
    expires: Option<u32>,
    /// The last state that the host was told.
    told: String,
}

impl App {
    pub(super) fn new() -> (Self, Vec<Effect>) {
        let (tokenizer, effects) = Tokenizer::new();
        let app = Self {
            state: State::new(Options::default()),
            typed: Default::default(),
            configured: false,
            tokenizer,
            expires: None,
            told: String::new(),
        };
        (app, effects)
    }

    pub(super) fn start(&mut self, focused: u8, caret: usize, effects: Vec<Effect>) {
        // What was typed before the Wasm was there is kept, and formatted.
        for index in 0..Field::ALL.len() as u8 {
            self.take(index, if index == focused { caret } else { usize::MAX }, Direction::Backward);
        }
        self.state.focused = at(focused);
        self.changed();
        edge::phase("ready");
        post(ToHost::Ready);
        self.run(effects);
    }

    pub(super) fn leave(&mut self) {
        if let Some(id) = self.tokenizer.call() {
            self.handle(Input::Abort(id));
        }
        self.clear();
    }

    pub(super) fn told(&mut self, message: ToInstruments) {
        match message {
            ToInstruments::Config(options) => self.configure(options),
            ToInstruments::Grant(grant) => {
                let lasts = grant.as_ref().and_then(|grant| grant.get("expiresIn")?.whole());
                self.expires = lasts.map(|seconds| edge::now().saturating_add(seconds));
                let opened = match grant {
                    Some(grant) => vault::open(&grant, brand::Set::ALL),
                    None => Err(Code::GrantUnavailable.into()),
                };
                self.handle(Input::Grant(opened));
            }
            ToInstruments::Tokenize { id, timeout_ms, known } => self.tokenize(id, timeout_ms, &known),
            ToInstruments::Abort(id) => self.handle(Input::Abort(id)),
            ToInstruments::Focus(_) | ToInstruments::Blur => {}
            ToInstruments::Clear => {
                self.clear();
                self.handle(Input::Clear);
            }
        }
    }

    fn configure(&mut self, options: Options) {
        self.configured = true;
        self.state.set_options(options);
        // Sealed or not may have changed.
        for (index, field) in Field::ALL.iter().enumerate() {
            if field.is_sealed() {
                self.redraw(index as u8);
            }
        }
        self.shown();
        self.changed();
    }

    /// Shows the fields that are asked for.
    fn shown(&self) {
        let last = Field::ALL.iter().rposition(|&field| self.state.need(field) != Need::Absent);
        for (index, &field) in Field::ALL.iter().enumerate() {
            edge::show(index as u8, self.state.need(field) as u8, Some(index) == last);
        }
    }

    /// The shopper chose: who the holder is, what kind of account, which document.
    pub(super) fn chosen(&mut self, which: u8, value: u8) {
        let mut choices = self.state.choices();
        match which {
            0 => {
                choices.company = value == 1;
                // What most holders of that kind have, unless a number of another document stands there already.
                if self.state.verdict(Field::IdentityNumber) == Some(instruments::Verdict::Empty) {
                    choices.identity = if choices.company { IdentityKind::TaxId } else { IdentityKind::DriverLicense };
                }
            }
            1 => choices.account = if value == 1 { AccountKind::Savings } else { AccountKind::Checking },
            _ => {
                choices.identity = match value {
                    0 => IdentityKind::DriverLicense,
                    1 => IdentityKind::Ssn,
                    2 => IdentityKind::TaxId,
                    _ => IdentityKind::MilitaryId,
                }
            }
        }
        self.state.choose(choices);
        self.drawn(choices);
        self.judge(Field::IdentityNumber);
        self.shown();
        self.changed();
    }

    fn drawn(&self, choices: Choices) {
        let identity = match choices.identity {
            IdentityKind::DriverLicense => 0,
            IdentityKind::Ssn => 1,
            IdentityKind::TaxId => 2,
            IdentityKind::MilitaryId => 3,
        };
        let account = u8::from(choices.account == AccountKind::Savings);
        for (which, value) in [(0, choices.company.into()), (1, account), (2, identity)] {
            own::choose(which, value);
        }
    }

    fn tokenize(&mut self, id: u32, timeout_ms: u32, known: &Known) {
        let plain: Vec<String> = Field::ALL.iter().map(|&field| self.plain(field)).collect();
        // Nothing tells of a value that a script has set.
        for (&field, text) in Field::ALL.iter().zip(&plain) {
            if !field.is_sealed() {
                self.state.judge(field, text);
            }
        }
        let faults = self.state.faults(known);
        if !faults.is_empty() {
            self.state.ask();
            self.changed();
            edge::announce(INVALID);
            return edge::post(&OfInstruments::Invalid(id, &faults).write());
        }
        let mut texts = [""; Field::ALL.len()];
        for (((&field, text), typed), plain) in Field::ALL.iter().zip(&mut texts).zip(&self.typed).zip(&plain) {
            *text = if field.is_sealed() { typed.text() } else { plain };
        }
        let instrument = instruments::instrument(self.state.options(), self.state.choices(), texts, known);
        if self.expires.is_some_and(|expires| edge::now() >= expires) {
            self.handle(Input::Expired);
        }
        edge::after(timeout_ms, id);
        edge::phase("busy");
        let call = Call { instrument: Some(instrument), ..Call::default() };
        self.handle(Input::Begin(id, Box::new(call)));
    }

    pub(super) fn handle(&mut self, input: Input) {
        let effects = self.tokenizer.handle(input);
        self.run(effects);
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::AskGrant => post(ToHost::AskGrant),
                Effect::Send(ticket, request) => send(ticket, &request),
                Effect::Cancel(ticket) => edge::cancel(ticket),
                Effect::Failed(error) => post(ToHost::Failed(&error)),
                Effect::Settle(id, result) => self.settled(id, &result),
                // No vault that takes these asks for any of it.
                _ => {}
            }
        }
    }

    fn settled(&mut self, id: u32, result: &Result<vault::Token, Error>) {
        if self.tokenizer.call().is_none() {
            edge::phase("ready");
        }
        match result {
            // It is in the vault: nothing of it stays here.
            Ok(_) => self.clear(),
            Err(error) => {
                edge::announce(error.code.as_str());
                self.changed();
            }
        }
        post(ToHost::Result(id, result));
    }

    /// Draws what the rules say, and tells the host when something differs.
    pub(super) fn changed(&mut self) {
        for (index, &field) in Field::ALL.iter().enumerate() {
            let valid = self.state.verdict(field) == Some(instruments::Verdict::Valid);
            edge::problem(index as u8, self.state.problem(field).unwrap_or(if valid { "valid" } else { "" }));
        }
        let message = OfInstruments::State(&self.state).write();
        if self.configured && message != self.told {
            edge::post(&message);
            self.told = message;
        }
    }

    fn clear(&mut self) {
        let focused = self.state.focused;
        self.state = State::new(self.state.options().clone());
        self.state.focused = focused;
        self.typed = Default::default();
        for index in 0..Field::ALL.len() {
            edge::put(index as u8, &[], 0);
        }
        self.drawn(self.state.choices());
        self.shown();
        self.changed();
    }
}

pub(super) fn at(index: u8) -> Option<Field> {
    Field::ALL.get(usize::from(index)).copied()
}

fn post(message: ToHost<'_>) {
    edge::post(&message.write());
}
