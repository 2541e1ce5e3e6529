// SPDX-License-Identifier: Apache-2.0
// Draws [data-chart] from the JSON beside it; the table under it holds the same numbers.
"use strict";

(() => {
  if (!window.echarts) return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  for (const place of document.querySelectorAll("[data-chart]")) {
    const source = document.getElementById(place.dataset.chart);
    const points = JSON.parse(source.textContent);
    if (!points.length) continue;
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      grid: { left: 44, right: 12, top: 12, bottom: 24 },
      xAxis: { type: "category", data: points.map((p) => p.day.slice(5)), axisLabel: { color: colour("--ink-2", "#4a5b64") } },
      yAxis: { type: "value", max: 100, min: (v) => Math.max(0, Math.floor((v.min - 5) / 10) * 10), axisLabel: { formatter: "{value}%", color: colour("--ink-2", "#4a5b64") } },
      tooltip: { trigger: "axis", valueFormatter: (v) => `${v}%` },
      series: [{ type: "line", data: points.map((p) => p.rate), lineStyle: { color: colour("--teal", "#0b5d6b"), width: 3 }, itemStyle: { color: colour("--teal", "#0b5d6b") }, symbolSize: 5 }],
    });
    new ResizeObserver(() => chart.resize()).observe(place);
  }
})();
