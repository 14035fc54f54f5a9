/*
 * Scan conversion by signed areas. Each edge adds, for each row it passes, to the cell of its column how much of the
 * pixel lies right of it, and to the next cell the rest of its height; the running sum along the row is then the
 * coverage. Outlines all turn the same way, so that overlaps add up and are cut at full.
 */
#include "raster.h"

#include <stdbool.h>
#include <stddef.h>

#include "outline.h"

#define SUBPIXEL_SHIFT 5
#define SUBPIXELS (1 << SUBPIXEL_SHIFT)
#define SUBPIXEL_MASK (SUBPIXELS - 1)

/* Horizontal positions have 16 binary places. */
#define FIXED_SHIFT 16
#define FIXED_TO_SUBPIXEL_SHIFT (FIXED_SHIFT - SUBPIXEL_SHIFT)
#define FIXED_ONE 65536.0F
#define MAX_X_PX 12000.0F

/* A full cell is twice the square of the subpixels. */
#define CELL_TO_ALPHA_SHIFT 6
#define CELL_FULL (2 * SUBPIXELS * SUBPIXELS)

#define NO_EDGE (-1)

typedef struct {
    int32_t x;         /* at its present height, 16 binary places */
    int32_t slope;     /* change of x for each subpixel down */
    int32_t y;         /* in subpixels; moves down to `bottom` */
    int32_t bottom;
    int32_t direction; /* 1 or -1 */
    int32_t next;      /* in the list of its first row, then in that of the active ones */
} edge;

/* One more than the screen at the right for what flows over. */
#define CELLS (DISPLAY_WIDTH_PX + 4)

static edge edges[RASTER_MAX_EDGES];
static int32_t edge_count = 0;
static int32_t first_of_row[DISPLAY_HEIGHT_PX];
static bool rows_ready = false;
static int32_t top_row = DISPLAY_HEIGHT_PX;
static int32_t bottom_row = -1;
static area clip = {0, 0, DISPLAY_WIDTH_PX, DISPLAY_HEIGHT_PX};

static int16_t cells[CELLS] __attribute__((aligned(4)));
static int32_t first_cell = CELLS;
static int32_t last_cell = -1;

void raster_clip(area where)
{
    clip = where;
}

/* ---- collecting ---- */

static void forget_edges(void)
{
    for (int32_t y = (rows_ready ? top_row : 0); y <= (rows_ready ? bottom_row : DISPLAY_HEIGHT_PX - 1); y++) {
        first_of_row[y] = NO_EDGE;
    }
    rows_ready = true;
    edge_count = 0;
    top_row = DISPLAY_HEIGHT_PX;
    bottom_row = -1;
}

static float limit_x(float x)
{
    return (x < -MAX_X_PX) ? -MAX_X_PX : ((x > MAX_X_PX) ? MAX_X_PX : x);
}

static int32_t to_subpixels(float y_px)
{
    const float far_outside_px = 4.0F * (float)DISPLAY_HEIGHT_PX;
    float y = (y_px < -far_outside_px) ? -far_outside_px : ((y_px > far_outside_px) ? far_outside_px : y_px);
    return (int32_t)(y * (float)SUBPIXELS + ((y < 0.0F) ? -0.5F : 0.5F));
}

static void add_edge(point from, point to, int32_t direction)
{
    int32_t y = to_subpixels(from.y);
    int32_t bottom = to_subpixels(to.y);
    int32_t clip_top = clip.top * SUBPIXELS;
    int32_t clip_bottom = clip.bottom * SUBPIXELS;
    if ((y == bottom) || (bottom <= clip_top) || (y >= clip_bottom)) {
        return;
    }
    float from_x = limit_x(from.x);
    edge *e = &edges[edge_count];
    e->x = (int32_t)(from_x * FIXED_ONE);
    e->slope = (int32_t)((limit_x(to.x) - from_x) * FIXED_ONE / (float)(bottom - y));
    if (y < clip_top) {
        e->x += e->slope * (clip_top - y);
        y = clip_top;
    }
    e->y = y;
    e->bottom = (bottom > clip_bottom) ? clip_bottom : bottom;
    e->direction = direction;
    int32_t row = y >> SUBPIXEL_SHIFT;
    int32_t last_row = (e->bottom - 1) >> SUBPIXEL_SHIFT;
    e->next = first_of_row[row];
    first_of_row[row] = edge_count;
    edge_count++;
    top_row = (row < top_row) ? row : top_row;
    bottom_row = (last_row > bottom_row) ? last_row : bottom_row;
}

void raster_polygon(const point *corners, uint32_t count)
{
    if (!rows_ready) {
        forget_edges();
    }
    if ((count < 3U) || (edge_count + (int32_t)count > RASTER_MAX_EDGES)) {
        return;
    }
    int32_t turn = outline_turns_right(corners, count) ? 1 : -1;
    const point *from = &corners[count - 1U];
    for (uint32_t i = 0; i < count; i++) {
        const point *to = &corners[i];
        if (from->y < to->y) {
            add_edge(*from, *to, -turn);
        } else {
            add_edge(*to, *from, turn);
        }
        from = to;
    }
}

/* ---- one row ---- */

static int32_t clip_column(int32_t x)
{
    int32_t left = clip.left * SUBPIXELS;
    int32_t right = clip.right * SUBPIXELS;
    return (x < left) ? left : ((x > right) ? right : x);
}

/* `height` subpixels of an edge inside one column; x positions in subpixels. */
static void add_to_column(int32_t column, int32_t x_sum, int32_t height)
{
    cells[column] = (int16_t)(cells[column] + height * (2 * SUBPIXELS - x_sum));
    cells[column + 1] = (int16_t)(cells[column + 1] + height * x_sum);
}

/* `height` may be negative for an edge that runs the other way. */
static void add_segment(int32_t from_x, int32_t to_x, int32_t height)
{
    int32_t x = clip_column((from_x < to_x) ? from_x : to_x);
    int32_t end = clip_column((from_x < to_x) ? to_x : from_x);
    int32_t column = x >> SUBPIXEL_SHIFT;
    int32_t end_column = end >> SUBPIXEL_SHIFT;
    first_cell = (column < first_cell) ? column : first_cell;
    last_cell = (end_column + 1 > last_cell) ? end_column + 1 : last_cell;
    if (column == end_column) {
        add_to_column(column, (x & SUBPIXEL_MASK) + (end & SUBPIXEL_MASK), height);
        return;
    }
    /* Flat: its height is shared out to the columns by their parts of the width. */
    int32_t share = height * (1 << FIXED_SHIFT) / (end - x);
    int32_t done = 0;
    int32_t start = x;
    for (; column <= end_column; column++) {
        int32_t column_end = (column + 1) << SUBPIXEL_SHIFT;
        int32_t stop = (column_end < end) ? column_end : end;
        int32_t reached = (stop == end) ? height : ((share * (stop - start)) >> FIXED_SHIFT);
        int32_t base = column * SUBPIXELS;
        add_to_column(column, (x - base) + (stop - base), reached - done);
        done = reached;
        x = stop;
    }
}

/* Moves an edge to the end of the row; false if it ends there. */
static bool advance(edge *e, int32_t row)
{
    int32_t row_end = (row + 1) << SUBPIXEL_SHIFT;
    int32_t stop = (e->bottom < row_end) ? e->bottom : row_end;
    int32_t height = stop - e->y;
    int32_t to_x = e->x + e->slope * height;
    add_segment(e->x >> FIXED_TO_SUBPIXEL_SHIFT, to_x >> FIXED_TO_SUBPIXEL_SHIFT, height * e->direction);
    e->x = to_x;
    e->y = stop;
    return stop < e->bottom;
}

static uint32_t alpha_of(int32_t sum)
{
    int32_t cut = (sum > CELL_FULL) ? CELL_FULL : ((sum < 0) ? 0 : sum);
    return (uint32_t)cut >> CELL_TO_ALPHA_SHIFT;
}

/* What a row of coverage is painted with. */
typedef struct {
    display_pixel *picture; /* or none: a mask is written */
    uint8_t *mask;
    uint32_t stride;
    display_pixel colour;
    uint32_t opacity;
} paint;

static uint32_t cell_pair(int32_t x)
{
    return *(const uint32_t *)(const void *)&cells[x];
}

static void paint_pixel(display_pixel *p, const paint *with, uint32_t spread_colour, uint32_t coverage)
{
    uint32_t alpha = (coverage * with->opacity) >> ALPHA_SHIFT;
    if (alpha == ALPHA_FULL) {
        *p = with->colour;
    } else if (alpha > 0U) {
        *p = mix(spread_colour, *p, alpha);
    }
}

/* From here on the cells are 0, so the coverage stays: returns the first place, even or `end`, where it may not. */
static int32_t skip_even(int32_t x, int32_t end)
{
    const int32_t step = 4;
    while ((x + step <= end) && ((cell_pair(x) | cell_pair(x + 2)) == 0U)) {
        x += step;
    }
    return x;
}

static void fill_run(display_pixel *row, int32_t x, int32_t end, display_pixel colour)
{
    uint32_t pair = colour | ((uint32_t)colour << 16U);
    for (; x + 4 <= end; x += 4) {
        uint32_t *to = (uint32_t *)(void *)&row[x];
        to[0] = pair;
        to[1] = pair;
    }
}

static void paint_row(const paint *with, int32_t y)
{
    display_pixel *row = pixel_at(with->picture, 0, y);
    uint32_t spread_colour = spread(with->colour);
    int32_t end = (last_cell < clip.right) ? last_cell + 1 : clip.right;
    int32_t sum = 0;
    int32_t x = first_cell;
    while (x < end) {
        if ((x & 1) == 0) {
            uint32_t coverage = alpha_of(sum);
            int32_t stop = ((coverage == 0U) || ((coverage & with->opacity) == ALPHA_FULL)) ? skip_even(x, end) : x;
            if (stop > x) {
                if (coverage != 0U) {
                    fill_run(row, x, stop, with->colour);
                }
                x = stop;
                continue;
            }
        }
        sum += cells[x];
        paint_pixel(&row[x], with, spread_colour, alpha_of(sum));
        x++;
    }
}

static void mask_row(const paint *with, int32_t y)
{
    uint8_t *row = with->mask + (uint32_t)(y - clip.top) * with->stride;
    int32_t end = (last_cell < clip.right) ? last_cell + 1 : clip.right;
    int32_t sum = 0;
    for (int32_t x = first_cell; x < end; x++) {
        sum += cells[x];
        row[x - clip.left] = (uint8_t)alpha_of(sum);
    }
}

static void clear_cells(void)
{
    for (int32_t x = first_cell; x <= last_cell; x++) {
        cells[x] = 0;
    }
    first_cell = CELLS;
    last_cell = -1;
}

static void fill(const paint *with)
{
    int32_t active = NO_EDGE;
    for (int32_t y = top_row; y <= bottom_row; y++) {
        int32_t *link = &active;
        while (*link != NO_EDGE) {
            link = &edges[*link].next;
        }
        *link = first_of_row[y];
        link = &active;
        while (*link != NO_EDGE) {
            edge *e = &edges[*link];
            if (advance(e, y)) {
                link = &e->next;
            } else {
                *link = e->next;
            }
        }
        if (last_cell < 0) {
            continue;
        }
        if (with->picture != NULL) {
            paint_row(with, y);
        } else {
            mask_row(with, y);
        }
        clear_cells();
    }
    forget_edges();
}

void raster_fill_alpha(display_pixel *picture, display_pixel colour, uint32_t alpha)
{
    paint with = {picture, NULL, 0, colour, alpha};
    fill(&with);
}

void raster_fill(display_pixel *picture, display_pixel colour)
{
    raster_fill_alpha(picture, colour, ALPHA_FULL);
}

void raster_fill_mask(uint8_t *mask, uint32_t stride)
{
    paint with = {NULL, mask, stride, 0, ALPHA_FULL};
    fill(&with);
}
