import { createFileRoute } from '@tanstack/react-router';
import { DictionariesPage } from '@/crm/DictionariesPage';

export const Route = createFileRoute('/_app/settings/dictionaries')({
  component: DictionariesPage,
});
