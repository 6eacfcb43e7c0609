//! The runner: a tokenizer, a grant, and the words of a script, to the one result of a call and past it.

use super::case::{Row, Word};
use super::{leak, vault};
use serde_json::Value;
use std::collections::VecDeque;
use tokenframe::error::{Error, Kind};
use tokenframe::http::Lost;
use tokenframe::message::ToHost;
use tokenframe::secret::Secret;
use tokenframe::tokenize::{Effect, Input, Tokenizer};
use tokenframe::vault::{Call, Reply, Token};

/// More than any contract asks for: a machine that goes on for ever has failed.
const MOST_STEPS: usize = 64;

struct Run<'a> {
    row: &'a Row,
    machine: Tokenizer,
    effects: VecDeque<Effect>,
    /// What happens after every grant, and what is left of it.
    whole: Vec<Word>,
    script: VecDeque<Word>,
    /// What was answered or said, to be said again when it is too late.
    said: Vec<(u32, Word)>,
    /// What the browser was asked for last, and has not answered.
    ticket: Option<u32>,
    /// Whether a grant is wanted that was not given, since its call was over.
    asked: bool,
    settled: Vec<(u32, Result<Token, Error>)>,
    /// What the host was told.
    told: Vec<String>,
    steps: usize,
    /// How many grants were given.
    grants: usize,
    /// What left the frame: requests, ciphertexts, pages and components.
    sent: usize,
}

/// What becomes of a call, as the table shows it. Whatever becomes of it must not depend on whether the grant or the
/// call came first.
pub fn run(row: &Row, grant: &Value, script: &[Word], good: &Row) -> String {
    let [first, second] = [false, true].map(|called_first| once(row, grant, script, good, called_first));
    if first == second { first } else { format!("{first}, or {second} when it is called before it is granted") }
}

fn once<'a>(row: &'a Row, grant: &Value, script: &[Word], good: &'a Row, called_first: bool) -> String {
    let (machine, effects) = Tokenizer::new();
    let mut run = Run {
        row,
        machine,
        effects: effects.into(),
        whole: Vec::new(),
        script: VecDeque::new(),
        said: Vec::new(),
        ticket: None,
        asked: false,
        settled: Vec::new(),
        told: Vec::new(),
        steps: 0,
        grants: 0,
        sent: 0,
    };
    let ungranted = script.first() == Some(&Word::Ungranted);
    run.whole = script.to_vec();
    run.script = script.iter().cloned().collect();
    if !called_first && !ungranted {
        run.work(grant);
    }
    run.begin(1, row);
    if ungranted {
        run.effects.clear();
    }
    run.end(1, grant);
    let mut cell = run.cell();
    let mut wrong = |text: String| cell = format!("{cell}, BUT {text}");
    if row.silent && run.sent > 0 {
        wrong("something left the frame".into());
    }
    if let Some(what) = run.comes_too_late() {
        wrong(format!("a late {what} is heard"));
    }
    if let Some(what) = run.next_call(good, ungranted) {
        wrong(format!("the next call ends in {what}"));
    }
    if let Some(text) = run.told.iter().find_map(|message| leak::found(message)) {
        wrong(format!("the host reads {text:?}"));
    }
    let times = run.settled.iter().filter(|(id, _)| *id == 1).count();
    if times != 1 || run.settled.len() > 2 {
        wrong(format!("it was settled {times} times"));
    }
    cell
}

impl<'a> Run<'a> {
    fn handle(&mut self, input: Input) -> usize {
        let effects = self.machine.handle(input);
        let count = effects.len();
        self.effects.extend(effects);
        count
    }

    fn begin(&mut self, id: u32, row: &Row) {
        let mut call = Call::default();
        if row.form["number"].is_string() {
            call = vault::call(&row.form, &Value::Null);
        } else if let Some(cvc) = row.form["cvc"].as_str() {
            call.cvc = Some(Secret::copied(cvc));
        }
        self.handle(Input::Begin(id, Box::new(call)));
    }

    fn is_settled(&self, id: u32) -> bool {
        self.settled.iter().any(|(settled, _)| *settled == id)
    }

    /// Lets everything happen that the script has, and the time run out after that.
    fn end(&mut self, id: u32, grant: &Value) {
        self.work(grant);
        while !self.is_settled(id) && self.steps < MOST_STEPS {
            let word = self.script.pop_front().unwrap_or(Word::Deadline);
            self.hear(id, word);
            self.work(grant);
        }
    }

    /// Does what the machine asks for, until it waits for something that the script has to bring.
    fn work(&mut self, grant: &Value) {
        while let Some(effect) = self.effects.pop_front() {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return self.effects.clear();
            }
            match effect {
                Effect::AskGrant if self.settled.is_empty() => {
                    self.grants += 1;
                    self.script = self.row.prepare.iter().chain(&self.whole).cloned().collect();
                    self.handle(Input::Grant(vault::open_with(grant, tokenframe::card::brand::Set::ALL)));
                }
                Effect::AskGrant => self.asked = true,
                Effect::Send(ticket, _) => {
                    self.sent += 1;
                    self.ticket = Some(ticket);
                    // A call that is under way has its script; what is asked for before it is answered at once.
                    if self.machine.call().is_none()
                        && let Some(word) = self.script.pop_front()
                    {
                        self.hear(0, word);
                    }
                }
                Effect::Encrypt(ticket, encryption) => {
                    assert!(!encryption.n.is_empty() && !encryption.e.is_empty(), "a key");
                    self.sent += 1;
                    let can = self.script.front() != Some(&Word::Unencrypted);
                    let lost = Reply::Lost(Lost::Unreachable);
                    let reply = if can { Reply::Encrypted("e30.AA.AA.AA.AA".into()) } else { lost };
                    self.handle(Input::Reply(ticket, reply));
                }
                Effect::Wait(ticket, _) => {
                    self.handle(Input::Reply(ticket, Reply::Waited));
                }
                Effect::Open(_) | Effect::Embed(_) => self.sent += 1,
                Effect::Settle(id, result) => {
                    self.told.push(ToHost::Result(id, &result).write());
                    self.settled.push((id, result));
                }
                Effect::Failed(error) | Effect::Warn(error) => self.told.push(ToHost::Failed(&error).write()),
                Effect::Cancel(_) => self.ticket = None,
                Effect::Tell(_) | Effect::Prepared => {}
            }
        }
    }

    fn hear(&mut self, id: u32, word: Word) {
        match word {
            Word::Answer(_) | Word::Lost(_) => {
                let ticket = self.ticket.take().unwrap_or_default();
                self.handle(Input::Reply(ticket, reply(&word)));
                self.said.push((ticket, word));
            }
            Word::Say(_) => {
                self.handle(said(&word));
                self.said.push((0, word));
            }
            Word::Abort => drop(self.handle(Input::Abort(id))),
            Word::Deadline => drop(self.handle(Input::Deadline(id))),
            Word::Ungranted | Word::Unencrypted => {}
        }
    }

    /// Says everything once more, with the rest of the script, and names what the machine did not pass over.
    fn comes_too_late(&mut self) -> Option<&'static str> {
        let rest: Vec<_> = self.script.drain(..).collect();
        let last = self.said.iter().map(|(ticket, _)| *ticket).max().unwrap_or_default();
        let rest = rest.into_iter().map(|word| (last, word));
        let again: Vec<_> = self.said.iter().cloned().chain(rest).collect();
        for (ticket, word) in again {
            let (input, what) = match word {
                Word::Answer(_) | Word::Lost(_) => (Input::Reply(ticket, reply(&word)), "answer"),
                Word::Say(_) => (said(&word), "message"),
                _ => continue,
            };
            if !self.machine.handle(input).is_empty() {
                return Some(what);
            }
        }
        for (input, what) in [(Input::Deadline(1), "deadline"), (Input::Abort(1), "abort")] {
            if !self.machine.handle(input).is_empty() {
                return Some(what);
            }
        }
        None
    }

    /// Pays again, with answers to the call before in between, and says what came of it unless it is what it must be.
    fn next_call(&mut self, good: &'a Row, ungranted: bool) -> Option<String> {
        let old = core::mem::take(&mut self.said);
        let settled = core::mem::take(&mut self.settled);
        let refused =
            settled.iter().any(|(_, result)| matches!(result, Err(error) if error.code.kind() == Kind::Session));
        let expect = self.row.again.as_str();
        // A call that goes on brings the same card to the same session.
        let row = if expect == "token" { good } else { self.row };
        (self.row, self.whole, self.steps, self.grants) = (row, good.scripts[0].clone(), 0, 0);
        self.script = self.whole.iter().cloned().collect();
        if core::mem::take(&mut self.asked) || ungranted {
            self.effects.push_back(Effect::AskGrant);
        }
        self.begin(2, row);
        for (ticket, word) in old {
            // Of a page that is still open, a message is a message: it may be the answer to this call.
            if !matches!(word, Word::Say(_)) && !self.machine.handle(Input::Reply(ticket, reply(&word))).is_empty() {
                return Some(format!("what an answer to the call before says: {word:?}"));
            }
        }
        for input in [Input::Abort(1), Input::Deadline(1)] {
            if !self.machine.handle(input).is_empty() {
                return Some("what was meant for the call before".into());
            }
        }
        self.end(2, &good.grants[0]);
        if refused && self.grants == 0 {
            return Some("what the grant gives that was refused".into());
        }
        let cell = self.cell();
        self.settled.splice(..0, settled);
        (cell != expect).then_some(cell)
    }

    /// The last result.
    fn cell(&self) -> String {
        match self.settled.last() {
            None => "nothing".into(),
            Some((_, Ok(token))) => {
                let message = ToHost::Result(1, &Ok(token.clone())).write();
                let shown: Value = serde_json::from_str(&message).expect("the host reads JSON");
                let differs = self.row.token != shown["token"];
                if differs { format!("token {}", shown["token"]) } else { "token".into() }
            }
            Some((_, Err(error))) => {
                let mut cell = error.code.as_str().to_owned();
                error.retry_after_ms.iter().for_each(|wait| cell.push_str(&format!(" {wait}")));
                error.fields.iter().for_each(|(field, _)| cell.push_str(&format!(" {}", field.as_str())));
                error.reason.iter().for_each(|reason| cell.push_str(&format!(" ({reason})")));
                cell
            }
        }
    }
}

fn reply(word: &Word) -> Reply {
    match word {
        Word::Answer(row) => vault::answer(row),
        Word::Lost(lost) => Reply::Lost(*lost),
        _ => Reply::Lost(Lost::Unreachable),
    }
}

fn said(word: &Word) -> Input {
    let Word::Say(message) = word else { panic!("not said: {word:?}") };
    Input::Said(tokenframe::json::Value::parse(message.to_string().as_bytes()).expect("what a page says is JSON"))
}
