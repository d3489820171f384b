/** What a map knows of each place: read from GeoJSON, asked by the drawing, the legend and the table. */

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

export interface Place {
  code: string;
  name: string;
  point: boolean;
  /** Values by period; the period of a value without time is "". */
  values: ReadonlyMap<string, number>;
  centre: [number, number];
  /** How wide it is, in degrees: the wider of two is named first. */
  span: number;
}

export type Bounds = [number, number, number, number];

function corners(geometry: Geometry | null): Position[] {
  if (!geometry) return [];
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(corners);
  const depth = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }[geometry.type];
  return (geometry.type === "Point" ? [geometry.coordinates] : (geometry.coordinates as unknown[]).flat(depth - 1)) as Position[];
}

/** Return west, south, east, north of everything. */
export function bounds(features: readonly Feature[]): Bounds | undefined {
  const found = features.flatMap((feature) => corners(feature.geometry));
  if (!found.length) return undefined;
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of found) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

function centre(feature: Feature, [west, south, east, north]: Bounds): [number, number] {
  const { lon, lat } = feature.properties ?? {};
  if (typeof lon === "number" && typeof lat === "number") return [lon, lat];
  return [(west + east) / 2, (south + north) / 2];
}

function valuesOf(properties: Record<string, unknown>, key: string): Map<string, number> {
  const found = new Map<string, number>();
  const given = key ? properties[key] : undefined;
  if (typeof given === "number") found.set("", given);
  else if (given && typeof given === "object") {
    for (const [period, value] of Object.entries(given)) if (typeof value === "number") found.set(period, value);
  }
  return found;
}

/** Read places; `key` names the property with the value: a number, or an object of numbers by period. */
export function read(collection: FeatureCollection, key: string): Place[] {
  return collection.features.map((feature, index) => {
    const properties = (feature.properties ?? {}) as Record<string, unknown>;
    const box = bounds([feature]) ?? [0, 0, 0, 0];
    return {
      code: String(properties["code"] ?? feature.id ?? index),
      name: String(properties["name"] ?? properties["code"] ?? ""),
      point: feature.geometry?.type === "Point",
      values: valuesOf(properties, key),
      centre: centre(feature, box),
      span: box[2] - box[0],
    };
  });
}

/** Return the periods for which there are values, in order. */
export function periods(places: readonly Place[]): string[] {
  const found = new Set(places.flatMap((place) => [...place.values.keys()]));
  found.delete("");
  return [...found].sort();
}
