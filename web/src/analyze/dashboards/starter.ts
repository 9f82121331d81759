import type { DashboardTile } from '@/api/types';

/** What a new dashboard begins with: something to see at once, and to change. */
export function starter(): DashboardTile[] {
  return [
    { id: 't1', view: 'number', metric: 'revenue', period: 'this_month', x: 0, y: 0, w: 3, h: 1 },
    { id: 't2', view: 'number', metric: 'deals_won', period: 'this_month', x: 3, y: 0, w: 3, h: 1 },
    { id: 't3', view: 'number', metric: 'leads', period: 'this_month', x: 6, y: 0, w: 3, h: 1 },
    {
      id: 't4',
      view: 'number',
      metric: 'win_rate',
      period: 'last_90_days',
      x: 9,
      y: 0,
      w: 3,
      h: 1,
    },
    { id: 't5', view: 'forecast', period: 'this_month', x: 0, y: 1, w: 6, h: 2 },
    {
      id: 't6',
      view: 'trend',
      metric: 'revenue',
      period: 'last_12_months',
      x: 6,
      y: 1,
      w: 6,
      h: 2,
    },
    {
      id: 't7',
      view: 'bars',
      metric: 'revenue',
      by: 'owner',
      period: 'this_quarter',
      x: 0,
      y: 3,
      w: 6,
      h: 3,
    },
    { id: 't8', view: 'weak_points', x: 6, y: 3, w: 6, h: 3 },
  ];
}
