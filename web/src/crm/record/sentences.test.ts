import { beforeAll, describe, expect, test } from 'vitest';
import type { TimelineItem } from '@/api/types';
import { activate } from '@/shell/i18n';
import { byDay, dayLabel, fieldLabel, sentence, valueText } from './sentences';

const OWNER = '01930000-0000-7000-8000-000000000001';
const nameOf = (id: string) => (id === OWNER ? 'Анна Белова' : undefined);
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

function event(kind: string, data: Record<string, unknown> = {}, at = '2026-11-23T10:00:00.000Z') {
  return { id: at + kind, at, kind, actor: null, deal: null, data } as TimelineItem;
}

describe('in Russian', () => {
  beforeAll(() => activate('ru'));

  test('a move names both stages', () => {
    const said = sentence(event('deal.moved', { from_stage: 'Лид', to_stage: 'Договор' }), nameOf);
    expect(said).toMatchObject({
      sign: 'moved',
      text: '',
      changes: [{ label: 'Этап', before: 'Лид', after: 'Договор' }],
    });
  });

  test('a loss tells the reason, the stage and the words', () => {
    const said = sentence(
      event('deal.lost', { reason: 'Дорого', note: 'Ушли к соседям', stage: 'Договор' }),
      nameOf,
    );
    expect(said.text).toBe('Сделка проиграна: Дорого (этап «Договор»)');
    expect(said.quote).toBe('Ушли к соседям');
  });

  test('changes are shown old and new, with names instead of ids', () => {
    const said = sentence(
      event('deal.changed', {
        changes: {
          value: [
            { amount: 100, currency: 'RUB' },
            { amount: 150000, currency: 'RUB' },
          ],
          owner_id: [null, OWNER],
          tags: [[], [{ id: 'x', name: 'VIP' }]],
        },
      }),
      nameOf,
    );
    expect(said.changes.map((one) => plain(`${one.label}: ${one.before} → ${one.after}`))).toEqual([
      'Сумма: 1 ₽ → 1 500 ₽',
      'Ответственный: — → Анна Белова',
      'Теги: — → VIP',
    ]);
  });

  test('a note keeps its words and its id', () => {
    expect(
      sentence(event('note.added', { note_id: 'n1', text: 'Перезвонить' }), nameOf),
    ).toMatchObject({ sign: 'note', quote: 'Перезвонить', noteId: 'n1' });
  });

  test('a check is told apart from an unchecking', () => {
    expect(sentence(event('deal.checked', { text: 'ЛПР', done: true }), nameOf).text).toBe(
      'Отмечено: ЛПР',
    );
    expect(sentence(event('deal.checked', { text: 'ЛПР', done: false }), nameOf).text).toBe(
      'Отметка снята: ЛПР',
    );
  });

  test('every kind of the log has words of its own', () => {
    const kinds =
      'deal.created deal.imported deal.changed deal.moved deal.won deal.lost deal.reopened deal.deleted deal.checked deal.answered deal.qualified deal.disqualified deal.recycled company.created company.changed company.deleted contact.created contact.changed contact.deleted note.added note.changed note.deleted task.added task.changed task.done task.reopened task.deleted import.finished import.undone'.split(
        ' ',
      );
    for (const kind of kinds) expect(sentence(event(kind), nameOf).text).not.toContain(kind);
  });

  test('values', () => {
    expect(valueText(null, nameOf)).toBe('—');
    expect(valueText('01930000-0000-7000-8000-00000000000f', nameOf)).toBe('(запись)');
    expect(valueText('x'.repeat(400), nameOf)).toHaveLength(161);
    expect(fieldLabel('owner_id')).toBe(fieldLabel('owner'));
    expect(fieldLabel('tag_ids')).toBe('Теги');
  });

  test('days', () => {
    const now = new Date(2026, 10, 23, 15);
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
    const days = byDay([
      event('deal.moved', {}, at(23, 14)),
      event('deal.moved', {}, at(23, 0)),
      event('deal.moved', {}, at(22, 23)),
      event('deal.created', {}, at(5, 9)),
    ]);
    expect(days.map((day) => day.items.length)).toEqual([2, 1, 1]);
    expect(days.map((day) => plain(dayLabel(day.day, now)))).toEqual([
      'Сегодня',
      'Вчера',
      '5 нояб.',
    ]);
  });
});
