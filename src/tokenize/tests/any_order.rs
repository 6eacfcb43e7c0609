//! The same promises, for whatever may happen in whatever order.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What can happen, with tickets named by what they are, since the machine chooses their numbers.
#[derive(Debug, Clone, Copy)]
enum Event {
    Grant(Offer),
    Begin(u32),
    Abort(u32),
    Deadline(u32),
    Reply(Ticket, Answer),
    Said(&'static str),
    Clear,
}

#[derive(Debug, Clone, Copy)]
enum Offer {
    Direct,
    DirectWithoutKey,
    Broken,
    Page,
    Nothing,
}

#[derive(Debug, Clone, Copy)]
enum Ticket {
    Right,
    /// One that was used before, counted from the last.
    Old(usize),
    Wrong,
}

#[derive(Debug, Clone, Copy)]
enum Answer {
    Status(u16),
    Lost(Lost),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    use Offer::*;
    let offer = prop::sample::select(vec![Direct, Direct, Page, Page, DirectWithoutKey, Broken, Nothing]);
    let ticket =
        prop_oneof![4 => Just(Ticket::Right), 2 => (1..4usize).prop_map(Ticket::Old), 1 => Just(Ticket::Wrong)];
    let answer = prop_oneof![
        prop::sample::select(vec![200, 200, 401, 500]).prop_map(Answer::Status),
        prop::sample::select(vec![Lost::Unreachable, Lost::Cut, Lost::TooLong]).prop_map(Answer::Lost),
    ];
    let event = prop_oneof![
        3 => offer.prop_map(Event::Grant),
        4 => (1..6u32).prop_map(Event::Begin),
        1 => (1..6u32).prop_map(Event::Abort),
        1 => (1..6u32).prop_map(Event::Deadline),
        3 => (ticket, answer).prop_map(|(ticket, answer)| Event::Reply(ticket, answer)),
        4 => prop::sample::select(vec!["good", "good", "bad", "stored", "refused", "noise"]).prop_map(Event::Said),
        1 => Just(Event::Clear),
    ];
    prop::collection::vec(event, 0..40)
}

/// The machine, and what an onlooker knows of it.
struct Watched {
    machine: Tokenizer,
    /// Whether a grant was asked for and not given.
    asked: bool,
    /// How often each id was begun and not yet settled: once at most.
    open: BTreeMap<u32, usize>,
    on_its_way: Option<u32>,
    tickets: Vec<u32>,
}

impl Watched {
    fn new() -> Self {
        let (machine, effects) = Tokenizer::new();
        assert_eq!(effects, [Effect::AskGrant]);
        Self { machine, asked: true, open: BTreeMap::new(), on_its_way: None, tickets: Vec::new() }
    }

    fn happen(&mut self, event: Event) -> Result<Vec<Effect>, TestCaseError> {
        let before = self.machine.call();
        let mut silent = false;
        let input = match event {
            Event::Grant(offer) => {
                silent = !self.asked;
                self.asked = false;
                Input::Grant(match offer {
                    Offer::Direct => Ok(Box::new(Direct::with_key())),
                    Offer::DirectWithoutKey => Ok(Box::new(Direct::asks_for_key())),
                    Offer::Broken => Ok(Box::new(Direct::broken())),
                    Offer::Page => Ok(Box::new(Embedded::default())),
                    Offer::Nothing => Err(Code::GrantUnavailable.into()),
                })
            }
            Event::Begin(id) => {
                silent = before == Some(id);
                self.open.entry(id).or_insert(1);
                begin(id)
            }
            Event::Abort(id) => Input::Abort(id),
            Event::Deadline(id) => Input::Deadline(id),
            Event::Reply(ticket, answer) => {
                let ticket = match ticket {
                    Ticket::Right => self.on_its_way,
                    Ticket::Old(back) => self.tickets.len().checked_sub(back).map(|at| self.tickets[at]),
                    Ticket::Wrong => None,
                };
                silent = ticket.is_none() || ticket != self.on_its_way;
                if !silent {
                    self.on_its_way = None;
                }
                let reply = match answer {
                    Answer::Status(code) => status(code),
                    Answer::Lost(lost) => Reply::Lost(lost),
                };
                Input::Reply(ticket.unwrap_or(9_999), reply)
            }
            Event::Said(word) => {
                silent = before.is_none();
                said(word)
            }
            Event::Clear => Input::Clear,
        };
        let effects = self.machine.handle(input);
        if silent {
            prop_assert!(effects.is_empty(), "{:?} gave {:?}", event, effects);
            prop_assert_eq!(self.machine.call(), before, "{:?}", event);
        }
        for effect in &effects {
            self.see(effect)?;
        }
        Ok(effects)
    }

    fn see(&mut self, effect: &Effect) -> Result<(), TestCaseError> {
        match effect {
            Effect::Settle(id, _) => {
                prop_assert!(self.open.remove(id).is_some(), "{} was settled and is not open", id);
            }
            Effect::Send(ticket, request) => {
                prop_assert_eq!(self.on_its_way, None, "two requests at once");
                prop_assert!(!self.tickets.contains(ticket), "a ticket was used twice");
                let of_card = request.body.is_some();
                prop_assert!(!of_card || !self.open.is_empty(), "a card was sent for nobody");
                self.on_its_way = Some(*ticket);
                self.tickets.push(*ticket);
            }
            Effect::Tell(_) => prop_assert!(!self.open.is_empty(), "the page was told something for nobody"),
            Effect::Cancel(ticket) => prop_assert_eq!(self.on_its_way.take(), Some(*ticket)),
            Effect::AskGrant => {
                prop_assert!(!self.asked, "a grant was asked for twice");
                self.asked = true;
            }
            Effect::Encrypt(..) | Effect::Wait(..) | Effect::Embed(_) | Effect::Warn(_) => {
                prop_assert!(false, "no fake asks for {:?}", effect)
            }
            Effect::Open(_) | Effect::Prepared | Effect::Failed(_) => {}
        }
        Ok(())
    }

    /// Gives the machine all that it may wait for, and pays once more.
    fn pay(&mut self) -> Result<bool, TestCaseError> {
        let id = 100;
        let mut effects = self.happen(Event::Begin(id))?;
        for _ in 0..4 {
            if self.open.is_empty() {
                break;
            }
            let event = match effects.last() {
                Some(Effect::Tell("check")) => Event::Said("good"),
                Some(Effect::Tell(_)) => Event::Said("stored"),
                _ if self.asked => Event::Grant(Offer::Direct),
                _ => Event::Reply(Ticket::Right, Answer::Status(200)),
            };
            effects = self.happen(event)?;
        }
        Ok(effects.iter().any(|effect| matches!(effect, Effect::Settle(own, Ok(_)) if *own == id)))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn every_call_is_settled_exactly_once_whatever_happens(events in events()) {
        let mut watched = Watched::new();
        for event in events {
            watched.happen(event)?;
            // All that is open is the one call that is under way: whoever comes second is told so at once.
            let open: Vec<u32> = watched.open.keys().copied().collect();
            prop_assert_eq!(open, Vec::from_iter(watched.machine.call()));
        }
        for id in 1..6 {
            watched.happen(Event::Deadline(id))?;
        }
        prop_assert!(watched.open.is_empty(), "{:?} are never settled", watched.open);
        for id in 1..6 {
            prop_assert_eq!(watched.happen(Event::Abort(id))?, []);
            prop_assert_eq!(watched.happen(Event::Deadline(id))?, []);
        }
        prop_assert!(watched.pay()?, "the machine cannot be used any more");
    }
}
