// A QR code as an SVG picture: no canvas, no address elsewhere.

import { generate } from 'lean-qr';
import { svg } from './dom';

const QUIET = 4;

export function qrCode(text: string, label: string): SVGElement {
  const code = generate(text);
  const size = code.size + 2 * QUIET;
  let path = '';
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
    }
  }
  return svg(
    'svg',
    { viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label, class: 'qr', 'shape-rendering': 'crispEdges' },
    svg('rect', { width: String(size), height: String(size), fill: '#fff' }),
    svg('path', { d: path, fill: '#000' }),
  );
}
