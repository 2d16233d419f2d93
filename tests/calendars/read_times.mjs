// Reads calendar files with Mozilla's ical.js and tells when every event starts and ends, knowing no zones but the
// files' own. One file for each line of input (a JSON string), one answer for each line of output.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

const LIMIT = 5000;

function span(start, end) {
  return [start.toUnixTime(), end.toUnixTime()];
}

function times(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const components = calendar.getAllSubcomponents("vevent");
  const found = [];
  for (const component of components) {
    if (component.hasProperty("recurrence-id")) continue;
    const uid = component.getFirstPropertyValue("uid");
    const exceptions = components.filter(
      (other) => other.hasProperty("recurrence-id") && other.getFirstPropertyValue("uid") === uid,
    );
    const event = new ICAL.Event(component, { exceptions });
    if (!event.isRecurring()) {
      found.push(span(event.startDate, event.endDate));
      continue;
    }
    const walker = event.iterator();
    for (let at = walker.next(), seen = 0; at && seen < LIMIT; at = walker.next(), seen += 1) {
      const details = event.getOccurrenceDetails(at);
      found.push(span(details.startDate, details.endDate));
    }
  }
  return found.sort((one, other) => one[0] - other[0]);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(times(JSON.parse(line)))}\n`);
}
