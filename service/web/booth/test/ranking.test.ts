import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RankingInProgress, ordinal } from '../src/ranking';

const names = ['Ada Example', 'Ben', 'Cai', 'Dee'];

test('a tap adds the next preference and says so', () => {
  const ranking = new RankingInProgress(names);
  ranking.add(3);
  ranking.add(4);
  assert.equal(ranking.add(1), 'Ada Example is your third preference.');
  assert.deepEqual(ranking.ranking, [3, 4, 1]);
  assert.equal(ranking.placeOf(4), 2);
  assert.equal(ranking.placeOf(2), 0);
});

test('the same candidate is never ranked twice', () => {
  const ranking = new RankingInProgress(names);
  ranking.add(3);
  ranking.add(3);
  assert.deepEqual(ranking.ranking, [3]);
});

test('moving goes by one place and stops at the ends', () => {
  const ranking = new RankingInProgress(names, [1, 2, 3]);
  assert.equal(ranking.move(3, -1), 'Cai is your second preference.');
  assert.deepEqual(ranking.ranking, [1, 3, 2]);
  assert.equal(ranking.move(1, -1), '');
  assert.equal(ranking.move(2, 1), '');
  assert.equal(ranking.move(4, 1), '');
  assert.deepEqual(ranking.ranking, [1, 3, 2]);
});

test('clearing can be undone, and every change before it', () => {
  const kept: (readonly number[])[] = [];
  const ranking = new RankingInProgress(names, [], (now) => kept.push(now));
  ranking.add(1);
  ranking.add(2);
  ranking.remove(1);
  ranking.clear();
  assert.deepEqual(ranking.ranking, []);
  assert.equal(ranking.undo(), 'Undone. You have ranked 1 candidate.');
  assert.deepEqual(ranking.ranking, [2]);
  ranking.undo();
  assert.deepEqual(ranking.ranking, [1, 2]);
  assert.deepEqual(kept.at(-1), [1, 2]);
  ranking.undo();
  ranking.undo();
  assert.equal(ranking.canUndo, false);
  assert.equal(ranking.undo(), '');
});

test('removing says whether others moved up', () => {
  const ranking = new RankingInProgress(names, [1, 2]);
  assert.equal(ranking.remove(1), 'Ada Example is no longer in your ranking. Those after have moved up.');
  assert.equal(ranking.remove(2), 'Ben is no longer in your ranking.');
});

test('places are said as people say them', () => {
  const said = [1, 2, 3, 10, 11, 12, 13, 21, 22, 23, 60, 101, 111, 112].map(ordinal);
  assert.deepEqual(said, [
    'first', 'second', 'third', 'tenth', '11th', '12th', '13th', '21st', '22nd', '23rd', '60th',
    '101st', '111th', '112th',
  ]);
});
