/**
 * A range in A1 notation: with the name of its sheet in quotes, as spaces and quotes in it require.
 * Cells that name their own sheet stay as they are.
 */
export function rangeOf(cells: string, sheet: string | undefined): string {
  return sheet === undefined || cells.includes('!') ? cells : `${quoted(sheet)}!${cells}`;
}

/** The range of a whole sheet. */
export function quoted(sheet: string): string {
  return `'${sheet.replaceAll("'", "''")}'`;
}
