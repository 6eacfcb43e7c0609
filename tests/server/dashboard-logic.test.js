// What the dashboard's forms mean, without a browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { day, distance, expiry } from '../../www/dashboard/page/format.js';
import { AS_IS, lifetimeOf, LIFETIMES, NEVER, ON_DATE } from '../../www/dashboard/page/lifetime.js';
import { CUSTOM, entityName, groups, presetOf, turn } from '../../www/dashboard/page/preset.js';
import { buildTree, choose, countOf, covers, found, least, stateOf, summary } from '../../www/dashboard/page/scope-tree.js';
import { said, sessionState } from '../../www/dashboard/page/session-state.js';
import { mayBeDone, wordsFor } from '../../www/dashboard/page/words.js';

const table = readFileSync(new URL('../../tests/sandbox/src/payconex/scope_table.rs', import.meta.url), 'utf8');
const names = [...table.matchAll(/"(pcx:[^"]+)"/g)].map(([, scope]) => scope);
const tree = buildTree(names.map((scope) => ({ scope, description: `about ${scope}` })));
const family = (name) => tree.families.find((one) => one.name === name);
const state = (scope, chosen) => stateOf(tree.nodes.get(scope), new Set(chosen));
const sorted = (set) => [...set].sort();

describe('the scope tree', () => {
  test('holds every scope once, and families are not mixed up', () => {
    assert.equal(names.length, 119);
    const inTree = (nodes) => nodes.flatMap((node) => [node.scope, ...inTree(node.children)]);
    const all = tree.families.flatMap(({ roots }) => inTree(roots));
    assert.deepEqual(all.toSorted(), names.toSorted());
    assert.deepEqual(family('api_key_scopes').roots.map(({ scope }) => scope), ['pcx:api_key_scopes:read']);
  });

  test('a nested wildcard stands below the one that covers it', () => {
    const [root] = family('iframe').roots;
    assert.equal(root.scope, 'pcx:iframe:*');
    const instance = root.children.find(({ scope }) => scope === 'pcx:iframe:instance:*');
    assert.ok(instance.children.some(({ scope }) => scope === 'pcx:iframe:instance:create'));
    assert.ok(!root.children.some(({ scope }) => scope === 'pcx:iframe:instance:create'));
  });

  test('a wildcard covers what is below it, and nothing beside it', () => {
    for (const [held, wanted, does] of [
      ['pcx:iframe:*', 'pcx:iframe:instance:create', true],
      ['pcx:iframe:*', 'pcx:iframe:instance:*', true],
      ['pcx:iframe:instance:*', 'pcx:iframe:create', false],
      ['pcx:api_key:*', 'pcx:api_key_scopes:read', false],
      ['pcx:api_key:read', 'pcx:api_key:*', false],
    ]) assert.equal(covers(held, wanted), does, `${held} over ${wanted}`);
  });

  test('checking a wildcard shows its children as covered, and takes what it covers out of the choice', () => {
    const chosen = choose(tree, new Set(['pcx:iframe:create', 'pcx:webhooks:read']), 'pcx:iframe:*', true);
    assert.deepEqual(sorted(chosen), ['pcx:iframe:*', 'pcx:webhooks:read']);
    assert.equal(state('pcx:iframe:create', chosen), 'covered');
    assert.equal(state('pcx:iframe:instance:tokenize-card', chosen), 'covered');
    assert.equal(state('pcx:iframe:*', chosen), 'chosen');
    assert.equal(state('pcx:webhooks:*', chosen), 'some');
    assert.equal(state('pcx:devices:*', chosen), 'off');
  });

  test('unchecking a child of a wildcard leaves the others, whole groups as one', () => {
    const chosen = choose(tree, new Set(['pcx:iframe:*']), 'pcx:iframe:delete', false);
    assert.deepEqual(sorted(chosen), ['pcx:iframe:create', 'pcx:iframe:instance:*', 'pcx:iframe:read', 'pcx:iframe:update']);
    const deeper = choose(tree, new Set(['pcx:iframe:*']), 'pcx:iframe:instance:read', false);
    assert.ok(!deeper.has('pcx:iframe:instance:*') && deeper.has('pcx:iframe:instance:create') && deeper.has('pcx:iframe:create'));
    assert.ok(![...deeper].some((scope) => covers(scope, 'pcx:iframe:instance:read')));
  });

  test('a key that lists a wildcard and what it covers, as the vendor does, can still lose the inner one', () => {
    const chosen = choose(tree, new Set(['pcx:iframe:*', 'pcx:iframe:instance:*']), 'pcx:iframe:instance:*', false);
    assert.deepEqual(sorted(chosen), ['pcx:iframe:create', 'pcx:iframe:delete', 'pcx:iframe:read', 'pcx:iframe:update']);
  });

  test('all children are not the wildcard: it would also grant what the vault adds later', () => {
    let chosen = new Set();
    for (const name of ['create', 'delete', 'read', 'update']) chosen = choose(tree, chosen, `pcx:devices:${name}`, true);
    assert.equal(chosen.size, 4);
    assert.equal(state('pcx:devices:*', chosen), 'some');
  });

  test('whatever is unchecked is no longer allowed, and nothing else changes', () => {
    for (const scope of names) {
      const before = new Set(tree.families.flatMap(({ roots }) => roots.map((node) => node.scope)));
      const after = choose(tree, before, scope, false);
      for (const { scope: other, children } of tree.nodes.values()) {
        if (children.length) continue;
        const allowed = [...after].some((held) => covers(held, other));
        assert.equal(allowed, !covers(scope, other), `${other} after ${scope} was unchecked`);
      }
    }
  });

  test('a scope that the table does not know yet stays in the choice', () => {
    assert.ok(choose(tree, new Set(['pcx:later:thing']), 'pcx:iframe:*', true).has('pcx:later:thing'));
    assert.ok(choose(tree, new Set(['pcx:later:thing', 'pcx:iframe:*']), 'pcx:iframe:*', false).has('pcx:later:thing'));
  });

  test('counts are of single actions', () => {
    assert.deepEqual(countOf(family('iframe'), new Set(['pcx:iframe:*'])), { allowed: 10, of: 10 });
    assert.deepEqual(countOf(family('iframe'), new Set(['pcx:iframe:instance:*', 'pcx:iframe:read'])), { allowed: 7, of: 10 });
    assert.deepEqual(countOf(family('auth'), new Set(['pcx:auth:bearer:*'])), { allowed: 1, of: 5 });
  });

  test('a search shows what matches with what is above it', () => {
    const shown = found(tree, 'about TOKENIZE-gpay');
    assert.deepEqual(sorted(shown), ['pcx:iframe:*', 'pcx:iframe:instance:*', 'pcx:iframe:instance:tokenize-gpay']);
    assert.equal(found(tree, 'nothing of the kind').size, 0);
  });

  test('a summary says every scope only where it is so', () => {
    assert.equal(summary(names, tree), 'Every scope');
    assert.equal(summary(names.filter((scope) => !scope.startsWith('pcx:poi:')), tree), '106 scopes in 21 families');
    assert.equal(summary(['pcx:iframe:*'], tree), '1 scope in 1 family');
    assert.deepEqual(sorted(least(new Set(['pcx:poi:*', 'pcx:poi:auth']))), ['pcx:poi:*']);
  });
});

describe('the presets', () => {
  const entities = [{ entity: 'customer', group: 'Merchant' }, { entity: 'payment_route', group: 'Payments' }, { entity: 'payment_request', group: 'Payments' }];
  const all = (right) => entities.map(({ entity }) => `${entity}:${right}`);
  const presets = { 'Read-only': all('view'), Write: all('edit'), 'Full access': [...all('view'), ...all('edit')] };

  test('each is itself, whatever the order, and Custom as soon as one switch differs', () => {
    for (const [name, permissions] of Object.entries(presets)) {
      const on = new Set(permissions.toReversed());
      assert.equal(presetOf(on, presets), name);
      for (const permission of presets['Full access']) {
        const turned = turn(on, permission, !on.has(permission));
        assert.equal(presetOf(turned, presets), CUSTOM, `${name} with ${permission} turned`);
        assert.equal(presetOf(turn(turned, permission, on.has(permission)), presets), name);
      }
    }
    assert.equal(presetOf(new Set(), presets), CUSTOM);
  });

  test('rows are grouped and named as in the form', () => {
    assert.deepEqual(groups(entities), [{ name: 'Merchant', entities: ['customer'] }, { name: 'Payments', entities: ['payment_route', 'payment_request'] }]);
    assert.equal(entityName('payment_request'), 'Payment request');
  });
});

describe('lifetimes and dates', () => {
  const now = Date.parse('2030-06-15T12:00:00Z');

  test('a lifetime is sent in one form only', () => {
    assert.deepEqual(lifetimeOf(NEVER, '', now), { expiresAt: null });
    assert.deepEqual(lifetimeOf('30 days', '2031-01-01T00:00', now), { expiresIn: '30 days' });
    assert.deepEqual(lifetimeOf(ON_DATE, '2031-01-01T00:00Z', now), { expiresAt: '2031-01-01T00:00:00.000Z' });
    assert.deepEqual(lifetimeOf(AS_IS, '', now), {});
    for (const date of ['', 'soon', '2030-06-15T12:00Z', '2029-01-01']) assert.equal(lifetimeOf(ON_DATE, date, now), null, date);
    for (const text of LIFETIMES) assert.match(text, /^\d+ (hour|day|month|year)s?$/);
  });

  test('an expiry is never, over, soon or later', () => {
    assert.equal(expiry(undefined, now), 'never');
    assert.equal(expiry('2030-06-15T12:00:00Z', now), 'over');
    assert.equal(expiry('2030-06-20T12:00:00Z', now), 'soon');
    assert.equal(expiry('2030-07-20T12:00:00Z', now), 'later');
  });

  test('a distance is never rounded up', () => {
    assert.equal(distance('2030-06-16T11:59:00Z', now), 'in 23 hours');
    assert.equal(distance('2030-06-15T11:59:50Z', now), 'just now');
    assert.equal(distance('2030-06-14T11:00:00Z', now), 'yesterday');
    assert.equal(distance('2030-09-12T12:00:00Z', now), 'in 89 days');
    assert.equal(distance('2031-06-15T12:00:00Z', now), 'in 12 months');
    assert.match(day('2030-06-15T12:00:00Z'), /^15 Jun 2030$/);
  });
});

describe('a session token', () => {
  test('is ready, opened, used or expired', () => {
    assert.equal(sessionState({ at: 0 }, 599_999, 600_000), 'ready');
    assert.equal(sessionState({ at: 0 }, 600_000, 600_000), 'expired');
    assert.equal(sessionState({ at: 0 }, 600_000), 'ready');
    assert.equal(sessionState({ at: 0, opened: true }, 700_000, 600_000), 'opened');
    assert.equal(sessionState({ at: 0, opened: true, used: true }, 1, 600_000), 'used');
  });

  test('messages of the form are told apart by what is in them', () => {
    for (const [data, meaning] of [[{ valid: true }, 'valid'], [{ valid: false, errors: {} }, 'invalid'], [{ card: {} }, 'stored'], [{ error: {} }, 'refused'], ['submit', null], [null, null], [{}, null]]) {
      assert.equal(said(data), meaning);
    }
  });
});

describe('what an error leaves open', () => {
  for (const [kind, code, open] of [
    ['network', 'unknown_outcome', true],
    ['network', 'network_failed', true],
    ['network', 'dashboard_silent', true],
    ['timeout', 'timed_out', true],
    ['vault', 'vault_unavailable', true],
    ['vault', 'bad_response', true],
    ['internal', 'internal', true],
    ['vault', 'not_found', true],
    ['vault', 'request_refused', false],
    ['vault', 'rate_limited', false],
    ['session', 'key_rejected', false],
    ['config', 'label_invalid', false],
    ['config', 'body_too_long', false],
  ]) {
    test(`${code}: ${open ? 'it may have been done' : 'nothing was done'}`, () => assert.equal(mayBeDone({ kind, code }), open));
  }

  test('an exception of the dashboard says where to look before it is tried again', () => {
    assert.match(wordsFor({ code: 'internal' })[1], /list before you try again.*log/);
  });
});
