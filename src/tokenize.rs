//! One submission at a time, as a machine without I/O: what happens goes in, what is to be done comes out.
//!
//! Its promise: every call that begins is settled exactly once, whatever the vault, the network, the shop
//! and the clock do, and nothing that comes after that changes it.

use crate::error::{Code, Error, Kind};
use crate::http::Request;
use crate::vault::{
    Call, Component, ENCRYPTS, Encryption, PAGES, Page, Reply, SPENDS, Step, Token, Vault, WAITS, WARNS,
};
use alloc::{boxed::Box, vec, vec::Vec};

/// What happened.
pub enum Input {
    /// The merchant's server gave a grant, or it could not be used.
    Grant(Result<Box<dyn Vault>, Error>),
    /// The shop wants a token; `id` is its name for the call.
    Begin(u32, Box<Call>),
    /// The shop wants it no more.
    Abort(u32),
    /// The call's time is up.
    Deadline(u32),
    /// What came of the request that was sent under this ticket.
    Reply(u32, Reply),
    /// The vault's page sent this message.
    Said(crate::json::Value),
    /// The grant's time is over. A card that comes needs another one.
    Expired,
    /// The form was cleared: a vault's page must be opened anew.
    Clear,
}

/// What is to be done.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Send this; its reply comes back under the ticket.
    Send(u32, Request),
    /// Encrypt this; the ciphertext comes back under the ticket.
    Encrypt(u32, Encryption),
    /// Wait so many milliseconds, and say so under the ticket.
    Wait(u32, u32),
    /// Stop what has this ticket. No reply is wanted.
    Cancel(u32),
    /// Show this page in place of the fields.
    Open(Page),
    /// Show this component in place of the fields.
    Embed(Component),
    /// Post this to the page.
    Tell(&'static str),
    /// Ask the host for a grant.
    AskGrant,
    /// The grant works: a card can come.
    Prepared,
    /// The grant does not work, said before anyone pays.
    Failed(Error),
    /// Something went wrong in the component, which is still there.
    Warn(Error),
    /// This call ends so.
    Settle(u32, Result<Token, Error>),
}

/// The machine.
#[derive(Default)]
pub struct Tokenizer {
    vault: Option<Box<dyn Vault>>,
    /// Whether a grant was asked for and has not come yet.
    asked: bool,
    work: Work,
    /// A call that waits for a grant, or for the vault to be prepared.
    waiting: Option<(u32, Box<Call>)>,
    tickets: u32,
    /// What was asked of the browser last, and not yet answered.
    ticket: Option<u32>,
    /// Whether that is a request, so that something may have been sent.
    sent: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// No vault, or a vault that could not be prepared.
    #[default]
    Nothing,
    Preparing,
    Prepared,
    /// This call is with the vault.
    Calling(u32),
}

impl Tokenizer {
    /// A machine that asks for its first grant by itself.
    pub fn new() -> (Self, Vec<Effect>) {
        let machine = Self { asked: true, ..Self::default() };
        (machine, vec![Effect::AskGrant])
    }

    /// The call that is under way.
    pub fn call(&self) -> Option<u32> {
        match (self.work, &self.waiting) {
            (Work::Calling(id), _) => Some(id),
            (_, Some((id, _))) => Some(*id),
            _ => None,
        }
    }

    /// Takes what happened, and says what is to be done, in order.
    #[must_use]
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        match input {
            Input::Grant(grant) => self.grant(grant, &mut out),
            Input::Begin(id, call) => self.begin(id, call, &mut out),
            Input::Abort(id) => self.give_up(id, Code::Aborted, &mut out),
            Input::Deadline(id) => {
                // The card may be in the vault once it was sent, or once the vault's page was told to send it.
                let code = if self.work != Work::Calling(id) {
                    Code::TimedOut
                } else if (self.ticket.is_some() && self.sent) || self.is_spent() {
                    Code::UnknownOutcome
                } else if self.ticket.is_some() {
                    Code::TimedOut
                } else {
                    Code::PageSilent
                };
                self.give_up(id, code, &mut out);
            }
            Input::Reply(ticket, reply) => {
                // A reply to a request that was given up comes too late.
                if self.ticket == Some(ticket) {
                    self.ticket = None;
                    self.answer(reply, &mut out);
                }
            }
            Input::Said(message) if PAGES => {
                // A component speaks before it is asked; what that leads to waits for the next call.
                let step = self.vault.as_mut().and_then(|vault| vault.answer(Reply::Said(message)));
                match (step, self.work) {
                    (Some(Step::Warn(code)), _) if WARNS => out.push(Effect::Warn(code.into())),
                    (Some(step), Work::Calling(_)) => self.step(step, &mut out),
                    // It is of no use any more, whoever calls.
                    (Some(Step::Done(Err(error))), Work::Prepared) => self.unprepared(error, &mut out),
                    _ => {}
                }
            }
            Input::Expired => {
                if self.work == Work::Prepared {
                    self.vault = None;
                    self.work = Work::Nothing;
                }
            }
            Input::Clear => {
                if self.call().is_none() && self.is_spent() {
                    self.renew(&mut out);
                }
            }
            Input::Said(_) => {}
        }
        out
    }

    fn grant(&mut self, grant: Result<Box<dyn Vault>, Error>, out: &mut Vec<Effect>) {
        if !self.asked {
            return;
        }
        self.asked = false;
        match grant {
            Ok(mut vault) => {
                self.work = Work::Preparing;
                let step = vault.prepare();
                self.vault = Some(vault);
                self.step(step, out);
            }
            Err(error) => self.unprepared(error, out),
        }
    }

    fn begin(&mut self, id: u32, call: Box<Call>, out: &mut Vec<Effect>) {
        if self.call().is_some() {
            // A second call under the name of the first could not be told from it.
            if self.call() != Some(id) {
                out.push(Effect::Settle(id, Err(Code::Busy.into())));
            }
            return;
        }
        if self.is_spent() {
            self.vault = None;
            self.work = Work::Nothing;
        }
        match (&mut self.vault, self.work) {
            (Some(vault), Work::Prepared) => {
                self.work = Work::Calling(id);
                let step = vault.begin(*call);
                self.step(step, out);
            }
            _ => {
                self.waiting = Some((id, call));
                if self.work == Work::Nothing && !self.asked {
                    self.renew(out);
                }
            }
        }
    }

    fn answer(&mut self, reply: Reply, out: &mut Vec<Effect>) {
        if let Some(step) = self.vault.as_mut().and_then(|vault| vault.answer(reply)) {
            self.step(step, out);
        }
    }

    fn step(&mut self, step: Step, out: &mut Vec<Effect>) {
        match step {
            Step::Send(request) => {
                let ticket = self.ticket(true);
                out.push(Effect::Send(ticket, request));
            }
            Step::Encrypt(encryption) if ENCRYPTS.is_some() => {
                let ticket = self.ticket(false);
                out.push(Effect::Encrypt(ticket, encryption));
            }
            Step::Wait(ms) if WAITS => {
                let ticket = self.ticket(false);
                out.push(Effect::Wait(ticket, ms));
            }
            Step::Tell(message) if PAGES => out.push(Effect::Tell(message)),
            Step::Open(page) if PAGES => {
                out.push(Effect::Open(page));
                self.prepared(out);
            }
            Step::Embed(component) if PAGES => {
                out.push(Effect::Embed(component));
                self.prepared(out);
            }
            Step::Warn(code) if WARNS => out.push(Effect::Warn(code.into())),
            // Nothing to do, or no vault of this build asks for it.
            Step::Listen
            | Step::Encrypt(_)
            | Step::Wait(_)
            | Step::Tell(_)
            | Step::Open(_)
            | Step::Embed(_)
            | Step::Warn(_) => {}
            Step::Ready => self.prepared(out),
            Step::Done(result) => match self.work {
                Work::Calling(id) => self.done(id, result, out),
                // Only a failure can end what no call began.
                _ => self.unprepared(result.err().unwrap_or(Code::Internal.into()), out),
            },
        }
    }

    fn ticket(&mut self, sent: bool) -> u32 {
        self.tickets = self.tickets.wrapping_add(1);
        self.ticket = Some(self.tickets);
        self.sent = sent;
        self.tickets
    }

    fn prepared(&mut self, out: &mut Vec<Effect>) {
        self.work = Work::Prepared;
        out.push(Effect::Prepared);
        if let Some((id, call)) = self.waiting.take() {
            self.begin(id, call, out);
        }
    }

    fn unprepared(&mut self, error: Error, out: &mut Vec<Effect>) {
        self.vault = None;
        self.work = Work::Nothing;
        out.push(Effect::Failed(error.clone()));
        if let Some((id, _)) = self.waiting.take() {
            out.push(Effect::Settle(id, Err(error)));
        }
    }

    fn done(&mut self, id: u32, result: Result<Token, Error>, out: &mut Vec<Effect>) {
        self.work = Work::Prepared;
        let failed = result.as_ref().err().map(|error| error.code.kind());
        out.push(Effect::Settle(id, result));
        // The shopper can go on at once: a page that a failed submit used up is opened anew, and a key
        // that the vault refused is asked for again. After a success there is nothing to go on with.
        if failed == Some(Kind::Session) || (failed.is_some() && self.is_spent()) {
            self.renew(out);
        }
    }

    fn give_up(&mut self, id: u32, code: Code, out: &mut Vec<Effect>) {
        if self.call() != Some(id) {
            return;
        }
        if self.waiting.take().is_some() {
            out.push(Effect::Settle(id, Err(code.into())));
            return;
        }
        if let Some(ticket) = self.ticket.take() {
            out.push(Effect::Cancel(ticket));
        }
        // A page that answers later must not be driven on: it would store the card.
        if let Some(vault) = &mut self.vault {
            vault.abort();
        }
        self.done(id, Err(code.into()), out);
    }

    /// Whether the vault's own page or component can be asked, and whether it said that the card is valid.
    pub fn page(&self) -> (bool, bool) {
        self.vault.as_ref().map_or((false, false), |vault| (vault.is_complete(), vault.is_valid()))
    }

    fn is_spent(&self) -> bool {
        SPENDS && self.vault.as_ref().is_some_and(|vault| vault.is_spent())
    }

    fn renew(&mut self, out: &mut Vec<Effect>) {
        self.vault = None;
        self.work = Work::Nothing;
        self.asked = true;
        out.push(Effect::AskGrant);
    }
}

#[cfg(test)]
mod tests;
