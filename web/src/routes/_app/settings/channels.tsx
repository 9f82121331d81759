import { createFileRoute } from '@tanstack/react-router';
import { ChannelsPage } from '@/funnel/attract/ChannelsPage';

export const Route = createFileRoute('/_app/settings/channels')({
  component: ChannelsPage,
});
