import { expect, it } from '@jest/globals';
import { circleOf, touchedBy, type Dependency } from './affected.js';

const needs = (words: string): Dependency[] =>
  words.split(' ').map((pair) => {
    const [component = '', needed = ''] = pair.split('>');
    return { component, needs: needed };
  });
const graph = needs('web>search web>database search>disks database>disks portal>web');

it('what is touched is told with how it is reached, each once, nearest first', () => {
  expect(touchedBy(['database'], graph)).toEqual([
    { component: 'database', path: ['database'] },
    { component: 'web', path: ['database', 'web'] },
    { component: 'portal', path: ['database', 'web', 'portal'] },
  ]);
  expect(touchedBy(['disks'], graph).map(({ component }) => component)).toEqual([
    'disks',
    'search',
    'database',
    'web',
    'portal',
  ]);
  expect(touchedBy(['portal', 'unknown'], graph)).toHaveLength(2);
});

it('a dependency that would close a circle is named by the circle', () => {
  expect(circleOf({ component: 'disks', needs: 'portal' }, graph)).toEqual(['disks', 'search', 'web', 'portal']);
  expect(circleOf({ component: 'web', needs: 'web' }, graph)).toEqual(['web']);
  expect(circleOf({ component: 'portal', needs: 'disks' }, graph)).toBeUndefined();
});

it('ends on a graph that holds a circle already', () => {
  expect(touchedBy(['a'], needs('a>b b>a'))).toHaveLength(2);
});
