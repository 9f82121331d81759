import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useLingui } from '@lingui/react/macro';
import { IconDots, IconHourglassHigh, IconTrophy } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Deal, Stage } from '@/api/types';
import { Avatar } from '@/kit/Avatar';
import { formatMoneyShort } from '@/kit/format';
import classes from './board.module.css';
import { cardWords, stageAge, stepWords } from './words';

interface Props {
  deal: Deal;
  stage: Stage;
  writable: boolean;
  tabStop: boolean;
  grabbed: boolean;
  menuOpen: boolean;
  onKey: (event: KeyboardEvent, deal: Deal) => void;
  onFocus: (id: string) => void;
  onBlur: () => void;
  onMenu: (deal: Deal, button: HTMLElement) => void;
}

/** A deal on the board. The card is a link: it opens like one, also in a new tab. */
export function Card(props: Props) {
  const { t } = useLingui();
  const { deal, stage, writable } = props;
  const card = useRef<HTMLAnchorElement>(null);
  const [dragging, setDragging] = useState(false);

  useEffect(() => {
    if (!card.current || !writable) return;
    return draggable({
      element: card.current,
      getInitialData: () => ({ type: 'deal', id: deal.id, stage: deal.stage_id }),
      onDragStart: () => setDragging(true),
      onDrop: () => setDragging(false),
    });
  }, [deal.id, deal.stage_id, writable]);

  const age = stageAge(deal);
  const limit = stage.age_limit_days;
  return (
    <>
      <Link
        ref={card}
        to="/deals/$id"
        params={{ id: deal.id }}
        // A board of cards would fetch a page for every card the mouse passes over.
        preload={false}
        className={classes.card}
        data-deal={deal.id}
        data-grabbed={props.grabbed || undefined}
        data-dragging={dragging || undefined}
        tabIndex={props.tabStop ? 0 : -1}
        aria-label={cardWords(deal)}
        aria-describedby="board-keys"
        onKeyDown={(event) => props.onKey(event, deal)}
        onFocus={() => props.onFocus(deal.id)}
        onBlur={() => {
          if (props.grabbed) props.onBlur();
        }}
      >
        <span className={classes.title}>{deal.title}</span>
        <span className={classes.company}>{deal.company?.name ?? '—'}</span>
        <span className={classes.foot}>
          {deal.owner ? (
            <Avatar name={deal.owner.name} size={20} />
          ) : (
            <span className={classes.nobody} title={t`Нет ответственного`} />
          )}
          <span className={classes.amount}>{formatMoneyShort(deal.value)}</span>
          {deal.stuck ? (
            <span
              className={classes.stuck}
              title={
                limit
                  ? t`Застряла: ${age} на этапе при норме ${limit} дн.`
                  : t`Застряла: ${age} на этапе`
              }
            >
              <IconHourglassHigh size={12} stroke={2} aria-hidden />
              {age}
            </span>
          ) : (
            <span className={classes.age}>{age}</span>
          )}
          {deal.status === 'won' ? (
            <IconTrophy size={13} stroke={1.8} className={classes.won} aria-hidden />
          ) : (
            <span className={classes.dot} data-step={deal.attention} title={stepWords(deal)} />
          )}
        </span>
      </Link>
      <button
        type="button"
        className={classes.more}
        tabIndex={props.tabStop ? 0 : -1}
        aria-label={t`Действия: «${deal.title}»`}
        aria-haspopup="menu"
        aria-expanded={props.menuOpen}
        onClick={(event) => props.onMenu(deal, event.currentTarget)}
      >
        <IconDots size={15} stroke={1.8} aria-hidden />
      </button>
    </>
  );
}
