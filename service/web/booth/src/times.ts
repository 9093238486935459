// Times in words: the organisation's own zone, with UTC beside it.

/** `Mon 22 February 2027, 12:00 in Europe/London (12:00 UTC)`; UTC's date where it differs. */
export function inWords(date: Date, zone: string): string {
  const local = parts(date, zone);
  const utc = parts(date, 'UTC');
  if (zone === 'UTC') return `${utc.day}, ${utc.time} UTC`;
  const beside = utc.day === local.day ? utc.time : `${utc.day}, ${utc.time}`;
  return `${local.day}, ${local.time} in ${zone} (${beside} UTC)`;
}

function parts(date: Date, timeZone: string): { day: string; time: string } {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(date);
  const weekday = format({ weekday: 'short' });
  const day = format({ day: 'numeric', month: 'long', year: 'numeric' });
  return { day: `${weekday} ${day}`, time: format({ hour: '2-digit', minute: '2-digit' }) };
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
