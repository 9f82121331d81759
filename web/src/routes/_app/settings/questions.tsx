import { createFileRoute } from '@tanstack/react-router';
import { QuestionsPage } from '@/funnel/qualify/QuestionsPage';

export const Route = createFileRoute('/_app/settings/questions')({
  component: QuestionsPage,
});
