import type { Shape } from "./line_style.ts";

/** The corners of the shapes that have some, around the origin; 1 is their radius. */
const CORNERS: Partial<Record<Shape, readonly (readonly [number, number])[]>> = {
  square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  triangle: [[0, -1.1], [1.05, 0.8], [-1.05, 0.8]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  down: [[0, 1.1], [1.05, -0.8], [-1.05, -0.8]],
  cross: [
    ...[[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4]] as const,
    ...[[0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]] as const,
  ],
  bar: [[-0.5, -1.2], [0.5, -1.2], [0.5, 1.2], [-0.5, 1.2]],
};

/** Draws a mark of `radius` around (x, y) in the colour of the context. */
export function drawMark(
  context: CanvasRenderingContext2D,
  shape: Shape,
  { x, y, radius }: { x: number; y: number; radius: number },
): void {
  context.beginPath();
  const corners = CORNERS[shape];
  if (corners) {
    for (const [dx, dy] of corners) context.lineTo(x + dx * radius, y + dy * radius);
    context.closePath();
    return context.fill();
  }
  context.arc(x, y, radius * (shape === "ring" ? 0.8 : 1), 0, 2 * Math.PI);
  if (shape !== "ring") return context.fill();
  context.lineWidth = radius / 2;
  context.setLineDash([]);
  context.stroke();
}

/** The same mark as the `d` of an SVG path around the origin, 10 wide; a ring has a hole. */
export function markPath(shape: Shape): string {
  const corners = CORNERS[shape];
  if (corners) return `M${corners.map(([dx, dy]) => `${dx * 4},${dy * 4}`).join("L")}Z`;
  const circle = (radius: number) =>
    `M${-radius},0a${radius},${radius} 0 1,0 ${2 * radius},0a${radius},${radius} 0 1,0 ${-2 * radius},0`;
  return shape === "ring" ? circle(4.4) + circle(2.2) : circle(4.2);
}
