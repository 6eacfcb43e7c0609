//! What a store promises, asked of both.

use super::*;
use crate::store::MemoryStore;

/// A folder of this test's own, gone with it.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tokenframe-store-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn both_stores_do_the_same() {
    let folder = Folder::new("same");
    let stores: [Box<dyn Store>; 2] =
        [Box::new(MemoryStore::default()), Box::new(SqliteStore::open(&folder.0.join("data")).unwrap())];
    for store in stores {
        assert_eq!((store.get("a", "x"), store.take("a", "x"), store.list("a")), (Ok(None), Ok(None), Ok(vec![])));
        store.put(vec![("a", "y", json!(1)), ("a", "x", json!(2)), ("b", "x", json!(3))]).unwrap();
        store.put(vec![("a", "y", json!(4))]).unwrap();
        let listed = vec![("y".to_owned(), json!(4)), ("x".to_owned(), json!(2))];
        assert_eq!(store.list("a"), Ok(listed), "in the order in which they came");
        let page = |after, limit| store.page("a", after, limit).unwrap().map(|page| page.len());
        assert_eq!((page(None, 1), page(None, 9), page(Some("y"), 9)), (Some(1), Some(2), Some(1)));
        assert_eq!((page(Some("x"), 9), page(Some("z"), 9)), (Some(0), None), "after the last, and after none");
        assert_eq!(store.change("a", "x", &mut |value| *value = json!([value.clone()])), Ok(true));
        assert_eq!(store.change("a", "z", &mut |_| panic!("there is none")), Ok(false));
        assert_eq!((store.take("a", "x"), store.take("a", "x")), (Ok(Some(json!([2]))), Ok(None)));
        assert_eq!((store.get("a", "y"), store.get("b", "x")), (Ok(Some(json!(4))), Ok(Some(json!(3)))));
    }
}

#[test]
fn of_what_passes_the_oldest_goes_and_of_keys_none() {
    let folder = Folder::new("passing");
    let data = folder.0.join("data");
    let stores: [Box<dyn Store>; 2] = [Box::new(MemoryStore::default()), Box::new(SqliteStore::open(&data).unwrap())];
    let name = |at: usize| format!("{at:03}");
    for store in &stores {
        for at in 0..PASSING_RECORDS + 5 {
            store.put(vec![("clover/token", &name(at), json!(at)), ("clover/api_key", &name(at), json!(at))]).unwrap();
            store.put(vec![("clover/token", &name(at), json!(at))]).unwrap();
        }
        assert_eq!(store.list("clover/api_key").unwrap().len(), PASSING_RECORDS + 5);
        let left = store.list("clover/token").unwrap();
        assert_eq!((left.len(), &*left[0].0), (PASSING_RECORDS, "005"));
        // Room that was given back is room.
        assert!(store.take("clover/token", &name(10)).unwrap().is_some());
        store.put(vec![("clover/token", "new", json!(1))]).unwrap();
        assert_eq!(store.list("clover/token").unwrap()[0].0, "005");
    }
    drop(stores);
    let again = SqliteStore::open(&data).unwrap();
    again.put(vec![("clover/token", "newer", json!(1))]).unwrap();
    assert_eq!(again.list("clover/token").unwrap()[0].0, "006", "a restart counts what is there");
}

#[test]
fn what_is_written_together_is_there_together_or_not_at_all() {
    let folder = Folder::new("together");
    let data = folder.0.join("data");
    let store = SqliteStore::open(&data).unwrap();
    let write = |outcome| {
        store.together(&mut || {
            store.put(vec![("a", "x", json!(1))])?;
            assert_eq!(store.change("a", "x", &mut |value| *value = json!(2)), Ok(true));
            outcome
        })
    };
    assert_eq!((write(Err(Unavailable)), store.get("a", "x")), (Err(Unavailable), Ok(None)));
    assert_eq!((write(Ok(())), store.get("a", "x")), (Ok(()), Ok(Some(json!(2)))));
    drop(store);
    assert_eq!(SqliteStore::open(&data).unwrap().get("a", "x"), Ok(Some(json!(2))));
}

#[test]
fn of_many_takes_at_once_one_gets_the_record() {
    let folder = Folder::new("takes");
    let store = SqliteStore::open(&folder.0.join("data")).unwrap();
    store.put(vec![("a", "x", json!(1)), ("a", "n", json!(0))]).unwrap();
    let won = std::thread::scope(|scope| {
        let takes: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let one = |value: &mut Value| *value = json!(value.as_u64().unwrap() + 1);
                    assert_eq!(store.change("a", "n", &mut { one }), Ok(true));
                    store.take("a", "x").unwrap().is_some()
                })
            })
            .collect();
        takes.into_iter().map(|take| take.join().unwrap()).filter(|won| *won).count()
    });
    assert_eq!((won, store.get("a", "n")), (1, Ok(Some(json!(8)))));
}

#[test]
fn a_record_that_was_copied_to_the_place_of_another_is_unavailable() {
    let folder = Folder::new("copied");
    let store = SqliteStore::open(&folder.0.join("data")).unwrap();
    store.put(vec![("a", "x", json!(1)), ("a", "y", json!(2))]).unwrap();
    let copy = "UPDATE record SET sealed = (SELECT sealed FROM record WHERE place = ?1) WHERE place = ?2";
    let places = (store.seal.place("a", "x"), store.seal.place("a", "y"));
    assert_eq!(store.connection().execute(copy, [places.0.as_slice(), places.1.as_slice()]), Ok(1));
    assert_eq!((store.get("a", "x"), store.get("a", "y")), (Ok(Some(json!(1))), Err(Unavailable)));
    assert_eq!((store.list("a"), store.change("a", "y", &mut |_| {})), (Err(Unavailable), Err(Unavailable)));
}

#[test]
#[ignore = "prints what a durable write, and a start, cost under each journal"]
#[allow(clippy::disallowed_types, reason = "a stopwatch, in a test that is run by hand")]
fn the_cost_of_a_write() {
    const WRITES: u32 = 2_000;
    for journal in ["WAL", "TRUNCATE", "DELETE"] {
        let folder = Folder::new(journal);
        let store = SqliteStore::open_in(&folder.0.join("data"), journal).unwrap();
        let start = std::time::Instant::now();
        for at in 0..WRITES {
            store.put(vec![("a", &at.to_string(), json!({"text": "t".repeat(300)}))]).unwrap();
        }
        let each = start.elapsed() / WRITES;
        let start = std::time::Instant::now();
        for at in 0..WRITES {
            assert!(store.get("a", &at.to_string()).unwrap().is_some());
        }
        let read = start.elapsed() / WRITES;
        drop(store);
        let start = std::time::Instant::now();
        SqliteStore::open_in(&folder.0.join("data"), journal).unwrap();
        println!("{journal}: {each:?} for a write, {read:?} for a read, {:?} to open it again", start.elapsed());
    }
}
