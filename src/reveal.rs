//! One stored card on the screen, as a machine without I/O: what happens goes in, what is to be done comes out.
//!
//! Its promise: no page of a vault is opened before a person has pressed a button in a frame that could be seen, and
//! none stays open once its time is over or nobody looks. A grant is asked for after the gesture and used at once,
//! since its tokens work once; so each view takes another gesture, and another grant.
//!
//! Whether a frame is seen, a browser can prove or it cannot. Where it cannot, a second button stands in for the proof:
//! it is elsewhere, works a while later than it is there, and says for whose page it is.

use crate::error::{Code, Error};
use crate::json::Value;
use crate::vault::{self, Page, Scope};
use alloc::{vec, vec::Vec};

/// For how long a card is shown where the page says nothing, and between which bounds, in milliseconds.
pub const HIDE_AFTER_MS: u32 = 20_000;
/// The shortest.
pub const SHORTEST_MS: u32 = 1_000;
/// The longest.
pub const LONGEST_MS: u32 = 300_000;

/// For how long a button must have been in full view, in milliseconds: a page must not slip it under a finger.
const STEADY_MS: u32 = 500;
/// How long the grant, and then the vault's page, may take.
const PATIENCE_MS: u32 = 15_000;

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// The page said what is to be shown, and for how long. It can say so once.
    Config(Scope, Option<u32>),
    /// The button was pressed; `true` where a person did it, as far as the browser knows.
    Press(bool),
    /// The second button was pressed.
    Confirm(bool),
    /// What is looked for (a button, or the vault's page) is seen so.
    Seen(View, Sight),
    /// The page gave a grant, or none.
    Grant(Option<Value>),
    /// The vault's page is there.
    Opened,
    /// The card is to be hidden: the person, the page, the printer or the browser wants it so.
    Hide,
    /// The time of this ticket is over.
    Elapsed(u32),
}

/// How much of something lies in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Nothing.
    None,
    /// A part.
    Part,
    /// All of it.
    Whole,
}

/// Whether anything lies over it, or makes it hard to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Something does.
    Covered,
    /// The browser has made sure that nothing does.
    Clear,
    /// This browser cannot tell.
    Unknown,
}

/// What is to be done.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Draw what can be shown, and for how many milliseconds: a card, or its security code alone.
    About(Scope, u32),
    /// Draw this.
    Draw(Phase),
    /// Draw whether the button of the phase works already.
    Steady(bool),
    /// Say the text of this code, beneath the button and to a screen reader; the empty one says nothing.
    Say(&'static str),
    /// Ask the page for a grant.
    AskGrant,
    /// Open this page. `Opened` comes when it is there.
    Open(Page),
    /// Take the page away, out of the document.
    Close,
    /// Wait so many milliseconds, and say so under the ticket.
    Wait(u32, u32),
    /// The same, and let the person see it pass.
    Count(u32, u32),
    /// Tell the page that the card is shown.
    Shown,
    /// Tell it that it is hidden.
    Hidden,
    /// Tell it why it is not shown.
    Failed(Error),
}

/// What the document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// A button.
    Waiting,
    /// The second button.
    Confirming,
    /// The grant or the vault's page is on its way.
    Busy,
    /// The vault's page.
    Shown,
}

impl Phase {
    /// The name that the stylesheet knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirming => "confirming",
            Self::Busy => "busy",
            Self::Shown => "shown",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the page has said what is to be shown.
    Idle,
    Waiting,
    Confirming,
    /// A grant was asked for.
    Asking,
    /// The vault's page was opened.
    Opening,
    Shown,
}

/// The machine.
#[derive(Debug)]
pub struct Reveal {
    state: State,
    scope: Scope,
    hide_after_ms: u32,
    /// Whether the button of this state is in full view, and what the browser knows of it.
    seen: Option<Sight>,
    /// Whether it has been for long enough.
    steady: bool,
    ticket: u32,
}

impl Reveal {
    /// Nothing is shown, and nothing can be yet.
    pub fn new() -> Self {
        Self {
            state: State::Idle,
            scope: Scope::ShowCard,
            hide_after_ms: HIDE_AFTER_MS,
            seen: None,
            steady: false,
            ticket: 0,
        }
    }

    /// Takes in what happened, and says what is to be done.
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        match (input, self.state) {
            (Input::Config(scope, hide_after_ms), State::Idle) => {
                self.scope = scope;
                self.hide_after_ms = hide_after_ms.unwrap_or(HIDE_AFTER_MS).clamp(SHORTEST_MS, LONGEST_MS);
                let mut effects = vec![Effect::About(scope, self.hide_after_ms)];
                effects.extend(self.enter(State::Waiting, Phase::Waiting));
                effects
            }
            (Input::Press(by_person), State::Waiting) => self.pressed(by_person, self.seen == Some(Sight::Clear)),
            (Input::Confirm(by_person), State::Confirming) => self.pressed(by_person, true),
            (Input::Seen(view, sight), State::Waiting | State::Confirming) => self.looked(view, sight),
            (Input::Seen(View::None, _) | Input::Seen(_, Sight::Covered), State::Asking | State::Opening) => {
                self.failed(Code::FrameNotVisible.into())
            }
            (Input::Seen(View::None, _) | Input::Seen(_, Sight::Covered), State::Shown) => self.hidden(),
            (Input::Grant(grant), State::Asking) => self.granted(grant),
            (Input::Opened, State::Opening) => {
                let mut effects = self.enter(State::Shown, Phase::Shown);
                effects.push(Effect::Count(self.hide_after_ms, self.ticket));
                effects.push(Effect::Shown);
                effects
            }
            (Input::Hide, State::Shown) => self.hidden(),
            (Input::Hide, State::Confirming | State::Asking | State::Opening) => {
                let mut effects = vec![Effect::Close];
                effects.extend(self.enter(State::Waiting, Phase::Waiting));
                effects
            }
            (Input::Elapsed(ticket), state) if ticket == self.ticket => match state {
                State::Waiting | State::Confirming => {
                    self.steady = self.seen.is_some();
                    vec![Effect::Steady(self.steady)]
                }
                State::Asking => self.failed(Code::GrantUnavailable.into()),
                State::Opening => self.failed(Code::PageSilent.into()),
                State::Shown => self.hidden(),
                State::Idle => Vec::new(),
            },
            // What comes too late, too early or twice, a grant that nobody asked for among it.
            _ => Vec::new(),
        }
    }

    /// A state begins. What was known of another state's button, and its time, counts no more.
    fn enter(&mut self, state: State, phase: Phase) -> Vec<Effect> {
        self.state = state;
        self.seen = None;
        self.steady = false;
        self.ticket = self.ticket.wrapping_add(1);
        vec![Effect::Draw(phase), Effect::Steady(false), Effect::Say("")]
    }

    fn looked(&mut self, view: View, sight: Sight) -> Vec<Effect> {
        let seen = (view == View::Whole && sight != Sight::Covered).then_some(sight);
        if seen == self.seen {
            return Vec::new();
        }
        self.seen = seen;
        self.steady = false;
        self.ticket = self.ticket.wrapping_add(1);
        match seen {
            Some(_) => vec![Effect::Steady(false), Effect::Wait(STEADY_MS, self.ticket)],
            None => vec![Effect::Steady(false)],
        }
    }

    fn pressed(&mut self, by_person: bool, proven: bool) -> Vec<Effect> {
        if !by_person {
            return refused(Code::GestureRequired);
        }
        if !self.steady {
            return refused(Code::FrameNotVisible);
        }
        if !proven {
            return self.enter(State::Confirming, Phase::Confirming);
        }
        let mut effects = self.enter(State::Asking, Phase::Busy);
        effects.push(Effect::Wait(PATIENCE_MS, self.ticket));
        effects.push(Effect::AskGrant);
        effects
    }

    fn granted(&mut self, grant: Option<Value>) -> Vec<Effect> {
        let opened = grant.map_or(Err(Code::GrantUnavailable.into()), |grant| vault::reveal(&grant, self.scope));
        match opened {
            Ok(page) => {
                // Its time goes on: the grant's tokens may not last.
                self.state = State::Opening;
                vec![Effect::Open(page)]
            }
            Err(error) => self.failed(error),
        }
    }

    fn hidden(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Close];
        effects.extend(self.enter(State::Waiting, Phase::Waiting));
        effects.extend([Effect::Say("reveal_hidden"), Effect::Hidden]);
        effects
    }

    fn failed(&mut self, error: Error) -> Vec<Effect> {
        let mut effects = vec![Effect::Close];
        effects.extend(self.enter(State::Waiting, Phase::Waiting));
        effects.extend([Effect::Say(said(error.code)), Effect::Failed(error)]);
        effects
    }
}

impl Default for Reveal {
    fn default() -> Self {
        Self::new()
    }
}

/// The state stays: the person can press again.
fn refused(code: Code) -> Vec<Effect> {
    vec![Effect::Say(said(code)), Effect::Failed(code.into())]
}

/// What the person is told. The page hears the code itself.
fn said(code: Code) -> &'static str {
    match code {
        Code::GestureRequired | Code::FrameNotVisible | Code::PageSilent => code.as_str(),
        _ => "reveal_unavailable",
    }
}

#[cfg(test)]
mod tests;
