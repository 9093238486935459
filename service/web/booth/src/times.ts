// Times in words: the organisation's own zone, with UTC beside it.

const PARTS: Intl.DateTimeFormatOptions = {
  weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit',
};

export function inWords(date: Date, zone: string): string {
  const local = new Intl.DateTimeFormat('en-GB', { ...PARTS, timeZone: zone }).format(date);
  if (zone === 'UTC') return `${local} UTC`;
  const utc = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC',
  }).format(date);
  return `${local} (${zone.split('/').pop()?.replaceAll('_', ' ')} time; ${utc} UTC)`;
}

/** The zone, if this browser knows it; UTC otherwise. */
export function knownZone(name: string): string {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return name || 'UTC';
  } catch {
    return 'UTC';
  }
}
