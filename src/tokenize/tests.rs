//! What the machine promises, told with small vaults of our own.

mod any_order;
mod fakes;

use super::*;
use crate::http::Lost;
use fakes::{Direct, Embedded, said, status};

/// A machine that holds this vault, ready for a call.
fn with(vault: impl Vault + 'static) -> Tokenizer {
    let (mut machine, _) = Tokenizer::new();
    let _ = machine.handle(Input::Grant(Ok(Box::new(vault))));
    machine
}

fn granted(vault: impl Vault + 'static) -> Input {
    Input::Grant(Ok(Box::new(vault)))
}

fn begin(id: u32) -> Input {
    Input::Begin(id, Default::default())
}

fn failed(id: u32, code: Code) -> Effect {
    Effect::Settle(id, Err(code.into()))
}

/// The ticket of the one request among these effects.
fn sent(effects: &[Effect]) -> u32 {
    let tickets: Vec<_> =
        effects.iter().filter_map(|effect| if let Effect::Send(t, _) = effect { Some(*t) } else { None }).collect();
    assert_eq!(tickets.len(), 1, "{effects:?}");
    tickets[0]
}

#[test]
fn a_new_machine_asks_for_its_first_grant_by_itself() {
    let (machine, effects) = Tokenizer::new();
    assert_eq!(effects, [Effect::AskGrant]);
    assert_eq!(machine.call(), None);
}

#[test]
fn a_call_that_comes_before_the_grant_waits_for_it() {
    let (mut machine, _) = Tokenizer::new();
    assert_eq!(machine.handle(begin(1)), []);
    assert_eq!(machine.call(), Some(1));
    let effects = machine.handle(granted(Direct::with_key()));
    assert_eq!(effects[0], Effect::Prepared);
    let ticket = sent(&effects);
    assert_eq!(machine.handle(Input::Reply(ticket, status(200))), [Effect::Settle(1, Ok(fakes::token()))]);
    assert_eq!(machine.call(), None);
}

#[test]
fn a_call_that_comes_while_the_vault_is_prepared_waits_for_that() {
    let (mut machine, _) = Tokenizer::new();
    let key = sent(&machine.handle(granted(Direct::asks_for_key())));
    assert_eq!(machine.handle(begin(1)), []);
    let effects = machine.handle(Input::Reply(key, status(200)));
    assert_eq!(effects[0], Effect::Prepared);
    assert!(sent(&effects) != key, "each request has a ticket of its own");
}

#[test]
fn a_grant_that_nobody_asked_for_changes_nothing() {
    let mut machine = with(Direct::with_key());
    assert_eq!(machine.handle(granted(Embedded::default())), []);
    assert_eq!(machine.handle(Input::Grant(Err(Code::GrantInvalid.into()))), []);
    sent(&machine.handle(begin(1)));
}

#[test]
fn a_second_call_is_busy_while_one_waits_and_while_one_is_sent() {
    let (mut machine, _) = Tokenizer::new();
    let _ = machine.handle(begin(1));
    assert_eq!(machine.handle(begin(2)), [failed(2, Code::Busy)]);
    let ticket = sent(&machine.handle(granted(Direct::with_key())));
    assert_eq!(machine.handle(begin(3)), [failed(3, Code::Busy)]);
    assert_eq!(machine.handle(Input::Reply(ticket, status(200))), [Effect::Settle(1, Ok(fakes::token()))]);
    sent(&machine.handle(begin(4)));
}

#[test]
fn a_call_under_the_name_of_the_one_under_way_is_that_one() {
    let mut machine = with(Direct::with_key());
    let ticket = sent(&machine.handle(begin(1)));
    assert_eq!(machine.handle(begin(1)), []);
    assert_eq!(machine.handle(Input::Reply(ticket, status(200))), [Effect::Settle(1, Ok(fakes::token()))]);
}

#[test]
fn a_grant_that_failed_is_asked_for_again_by_the_next_call() {
    let (mut machine, _) = Tokenizer::new();
    let error: Error = Code::GrantUnavailable.into();
    assert_eq!(machine.handle(Input::Grant(Err(error.clone()))), [Effect::Failed(error.clone())]);
    assert_eq!(machine.handle(begin(1)), [Effect::AskGrant]);
    let effects = machine.handle(Input::Grant(Err(error.clone())));
    assert_eq!(effects, [Effect::Failed(error), failed(1, Code::GrantUnavailable)]);
    assert_eq!(machine.handle(begin(2)), [Effect::AskGrant]);
    sent(&machine.handle(granted(Direct::with_key())));
}

#[test]
fn a_vault_that_cannot_be_prepared_is_opened_anew_by_the_next_call() {
    let (mut machine, _) = Tokenizer::new();
    let key = sent(&machine.handle(granted(Direct::asks_for_key())));
    let _ = machine.handle(begin(1));
    let effects = machine.handle(Input::Reply(key, Reply::Lost(Lost::Unreachable)));
    assert_eq!(effects, [Effect::Failed(Code::NetworkFailed.into()), failed(1, Code::NetworkFailed)]);
    assert_eq!(machine.handle(begin(2)), [Effect::AskGrant]);
}

#[test]
fn a_vault_that_refuses_to_be_prepared_fails_at_once() {
    let (mut machine, _) = Tokenizer::new();
    let _ = machine.handle(begin(1));
    let effects = machine.handle(granted(Direct::broken()));
    assert_eq!(effects, [Effect::Failed(Code::KeyDisabled.into()), failed(1, Code::KeyDisabled)]);
}

#[test]
fn after_a_session_error_a_new_grant_is_asked_for_at_once() {
    let mut machine = with(Direct::with_key());
    let ticket = sent(&machine.handle(begin(1)));
    let effects = machine.handle(Input::Reply(ticket, status(401)));
    assert_eq!(effects, [failed(1, Code::KeyRejected), Effect::AskGrant]);
    // The next call waits for that grant and asks for no other.
    assert_eq!(machine.handle(begin(2)), []);
    sent(&machine.handle(granted(Direct::with_key())));
}

#[test]
fn a_grant_whose_time_is_over_is_replaced_before_a_card_is_sent() {
    let mut machine = with(Direct::with_key());
    assert_eq!(machine.handle(Input::Expired), []);
    assert_eq!(machine.handle(begin(1)), [Effect::AskGrant]);
    let ticket = sent(&machine.handle(granted(Direct::with_key())));
    // What is on its way is not stopped by it.
    assert_eq!(machine.handle(Input::Expired), []);
    assert_eq!(machine.handle(Input::Reply(ticket, status(200))), [Effect::Settle(1, Ok(fakes::token()))]);
}

#[test]
fn after_an_error_of_the_vault_the_grant_is_still_good() {
    let mut machine = with(Direct::with_key());
    let ticket = sent(&machine.handle(begin(1)));
    assert_eq!(machine.handle(Input::Reply(ticket, status(500))), [failed(1, Code::VaultUnavailable)]);
    sent(&machine.handle(begin(2)));
}

#[test]
fn nothing_is_sent_again_after_an_answer_was_lost() {
    for lost in [Lost::Unreachable, Lost::Cut, Lost::TooLong] {
        let mut machine = with(Direct::with_key());
        let ticket = sent(&machine.handle(begin(1)));
        let effects = machine.handle(Input::Reply(ticket, Reply::Lost(lost)));
        assert!(matches!(effects[..], [Effect::Settle(1, Err(_))]), "{effects:?}");
    }
}

#[test]
fn an_abort_stops_the_request_and_its_reply_comes_too_late() {
    let mut machine = with(Direct::with_key());
    let old = sent(&machine.handle(begin(1)));
    assert_eq!(machine.handle(Input::Abort(1)), [Effect::Cancel(old), failed(1, Code::Aborted)]);
    assert_eq!(machine.handle(Input::Reply(old, status(200))), []);
    let new = sent(&machine.handle(begin(2)));
    assert_eq!(machine.handle(Input::Reply(old, status(200))), []);
    assert_eq!(machine.handle(Input::Reply(new, status(200))), [Effect::Settle(2, Ok(fakes::token()))]);
    assert_eq!(machine.handle(Input::Reply(new, status(200))), []);
}

#[test]
fn an_abort_of_a_call_that_waits_leaves_the_grant_to_the_next() {
    let (mut machine, _) = Tokenizer::new();
    let _ = machine.handle(begin(1));
    assert_eq!(machine.handle(Input::Abort(1)), [failed(1, Code::Aborted)]);
    assert_eq!(machine.handle(granted(Direct::with_key())), [Effect::Prepared]);
    sent(&machine.handle(begin(2)));
}

#[test]
fn an_abort_or_a_deadline_of_another_call_changes_nothing() {
    let mut machine = with(Direct::with_key());
    let ticket = sent(&machine.handle(begin(2)));
    for input in [Input::Abort(1), Input::Deadline(1), Input::Abort(3), Input::Deadline(3)] {
        assert_eq!(machine.handle(input), []);
    }
    assert_eq!(machine.handle(Input::Reply(ticket, status(200))), [Effect::Settle(2, Ok(fakes::token()))]);
    assert_eq!(machine.handle(Input::Deadline(2)), []);
}

#[test]
fn a_deadline_before_anything_was_sent_is_a_time_out() {
    let (mut machine, _) = Tokenizer::new();
    let _ = machine.handle(begin(1));
    assert_eq!(machine.handle(Input::Deadline(1)), [failed(1, Code::TimedOut)]);
    // A request for the key is none for the card.
    let _ = machine.handle(granted(Direct::asks_for_key()));
    let _ = machine.handle(begin(2));
    assert_eq!(machine.handle(Input::Deadline(2)), [failed(2, Code::TimedOut)]);
}

#[test]
fn a_deadline_while_the_card_is_on_its_way_leaves_the_outcome_unknown() {
    let mut machine = with(Direct::with_key());
    let ticket = sent(&machine.handle(begin(1)));
    assert_eq!(machine.handle(Input::Deadline(1)), [Effect::Cancel(ticket), failed(1, Code::UnknownOutcome)]);
}

#[test]
fn a_page_that_never_answers_is_silent_and_is_opened_anew() {
    let mut machine = with(Embedded::default());
    assert_eq!(machine.handle(begin(1)), [Effect::Tell("check")]);
    assert_eq!(machine.handle(Input::Deadline(1)), [failed(1, Code::PageSilent), Effect::AskGrant]);
}

#[test]
fn a_page_that_was_told_to_store_and_is_silent_leaves_the_outcome_unknown() {
    let mut machine = with(Embedded::default());
    let _ = machine.handle(begin(1));
    assert_eq!(machine.handle(said("good")), [Effect::Tell("store")]);
    assert_eq!(machine.handle(Input::Deadline(1)), [failed(1, Code::UnknownOutcome), Effect::AskGrant]);
}

#[test]
fn a_page_is_opened_and_driven_to_a_token() {
    let (mut machine, _) = Tokenizer::new();
    let effects = machine.handle(granted(Embedded::default()));
    assert_eq!(effects, [Effect::Open(fakes::page()), Effect::Prepared]);
    assert_eq!(machine.handle(begin(1)), [Effect::Tell("check")]);
    assert_eq!(machine.handle(said("good")), [Effect::Tell("store")]);
    assert_eq!(machine.handle(said("stored")), [Effect::Settle(1, Ok(fakes::token()))]);
}

#[test]
fn a_page_that_answers_after_an_abort_is_told_nothing_more() {
    let mut machine = with(Embedded::default());
    let _ = machine.handle(begin(1));
    assert_eq!(machine.handle(Input::Abort(1)), [failed(1, Code::Aborted)]);
    // Nobody waits for a token any more: the card must not be stored.
    assert_eq!(machine.handle(said("good")), []);
    assert_eq!(machine.handle(said("stored")), []);
    assert_eq!(machine.handle(begin(2)), [Effect::Tell("check")]);
    assert_eq!(machine.handle(said("good")), [Effect::Tell("store")]);
}

#[test]
fn a_page_that_an_abort_left_half_way_is_opened_anew() {
    let mut machine = with(Embedded::default());
    let _ = machine.handle(begin(1));
    let _ = machine.handle(said("good"));
    assert_eq!(machine.handle(Input::Abort(1)), [failed(1, Code::Aborted), Effect::AskGrant]);
    assert_eq!(machine.handle(said("stored")), []);
}

#[test]
fn a_page_that_a_failure_used_up_is_opened_anew_at_once() {
    let mut machine = with(Embedded::default());
    let _ = machine.handle(begin(1));
    let _ = machine.handle(said("good"));
    assert_eq!(machine.handle(said("refused")), [failed(1, Code::PageRefused), Effect::AskGrant]);
}

#[test]
fn a_page_that_finds_the_card_wrong_stays_open() {
    let mut machine = with(Embedded::default());
    let _ = machine.handle(begin(1));
    assert_eq!(machine.handle(said("bad")), [failed(1, Code::CardInvalid)]);
    assert_eq!(machine.handle(begin(2)), [Effect::Tell("check")]);
}

#[test]
fn a_page_that_gave_its_token_is_opened_anew_when_the_form_is_cleared_or_asked_again() {
    let used_up = || {
        let mut machine = with(Embedded::default());
        for input in [begin(1), said("good"), said("stored")] {
            let _ = machine.handle(input);
        }
        machine
    };
    let mut cleared = used_up();
    assert_eq!(cleared.handle(Input::Clear), [Effect::AskGrant]);
    assert_eq!(cleared.handle(Input::Clear), []);
    let mut asked = used_up();
    assert_eq!(asked.handle(begin(2)), [Effect::AskGrant]);
    let effects = asked.handle(granted(Embedded::default()));
    assert_eq!(effects, [Effect::Open(fakes::page()), Effect::Prepared, Effect::Tell("check")]);
}

/// Says, unasked, that it cannot work.
struct Blocked;

impl Vault for Blocked {
    fn begin(&mut self, _: Call) -> Step {
        Step::Listen
    }

    fn answer(&mut self, _: Reply) -> Option<Step> {
        Some(Step::Done(Err(Code::PageSilent.into())))
    }
}

#[test]
fn a_page_that_fails_before_anyone_calls_says_so_and_is_opened_anew_by_the_next_call() {
    let mut machine = with(Blocked);
    assert_eq!(machine.handle(said("blocked")), [Effect::Failed(Code::PageSilent.into())]);
    assert_eq!(machine.handle(said("blocked")), []);
    assert_eq!(machine.handle(begin(1)), [Effect::AskGrant]);
}

#[test]
fn clearing_the_form_leaves_a_good_grant_and_a_call_alone() {
    let mut machine = with(Embedded::default());
    assert_eq!(machine.handle(Input::Clear), []);
    let _ = machine.handle(begin(1));
    let _ = machine.handle(said("good"));
    assert_eq!(machine.handle(Input::Clear), []);
    assert_eq!(machine.handle(said("stored")), [Effect::Settle(1, Ok(fakes::token()))]);
}
