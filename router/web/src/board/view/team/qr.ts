/** The dark modules of a QR code as one path, a run of them at a time; `quiet` modules around it. */
export function qrPath(rows: string[], quiet: number): string {
  const runs: string[] = [];
  rows.forEach((row, y) => {
    for (const run of row.matchAll(/1+/g)) runs.push(`M${run.index + quiet} ${y + quiet}h${run[0].length}v1h-${run[0].length}z`);
  });
  return runs.join('');
}
