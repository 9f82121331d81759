export default function Palette(_props: { asked: number }) {
  return null;
}
