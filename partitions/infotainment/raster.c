/*
 * Scan conversion by signed areas. Each edge adds, for each row it passes, to the cell of its column how much of the
 * pixel lies right of it, and to the next cell the rest of its height; the running sum along the row is then the
 * coverage. Outlines all turn the same way, so that overlaps add up and are cut at full. Between the cells that edges
 * added to, coverage stays, so that whole runs are painted at once.
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
#define FIXED_ONE (1 << FIXED_SHIFT)
#define MAX_X_PX 12000.0F

/* A full cell is twice the square of the subpixels. */
#define CELL_TO_ALPHA_SHIFT 6
#define CELL_FULL (2 * SUBPIXELS * SUBPIXELS)

#define NO_EDGE (-1)

typedef struct {
    int32_t x;          /* at its present height, 16 binary places */
    int32_t slope;      /* change of x for each subpixel down */
    int32_t y;          /* in subpixels; moves down to `bottom` */
    int32_t bottom;
    int32_t first_cell; /* those that it added to in its present row */
    int32_t last_cell;
    int16_t direction;  /* 1 or -1 */
    int16_t next;       /* in the list of its first row */
    bool inside;        /* between the left and right border from end to end */
} edge;

/* A corner: x with 16 binary places, y in subpixels. */
typedef struct {
    int32_t x;
    int32_t y;
} fixed_corner;

/* One more than the screen at the right for what flows over. */
#define CELLS (DISPLAY_WIDTH_PX + 4)

static edge edges[RASTER_MAX_EDGES];
static int32_t edge_count = 0;
static int16_t first_of_row[DISPLAY_HEIGHT_PX];
static bool rows_ready = false;
static int32_t top_row = DISPLAY_HEIGHT_PX;
static int32_t bottom_row = -1;
static area clip = {0, 0, DISPLAY_WIDTH_PX, DISPLAY_HEIGHT_PX};

static int16_t cells[CELLS];

/* The edges that pass the row that is worked on. */
static edge *active[RASTER_MAX_EDGES];

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

static bool between_borders(int32_t x)
{
    return (x >= clip.left * FIXED_ONE) && (x <= clip.right * FIXED_ONE);
}

static void add_edge(const fixed_corner *from, const fixed_corner *to, int32_t direction)
{
    int32_t y = from->y;
    int32_t bottom = to->y;
    int32_t clip_top = clip.top * SUBPIXELS;
    int32_t clip_bottom = clip.bottom * SUBPIXELS;
    if ((y == bottom) || (bottom <= clip_top) || (y >= clip_bottom)) {
        return;
    }
    edge *e = &edges[edge_count];
    e->x = from->x;
    e->slope = (to->x - from->x) / (bottom - y);
    if (y < clip_top) {
        e->x += e->slope * (clip_top - y);
        y = clip_top;
    }
    e->y = y;
    e->bottom = (bottom > clip_bottom) ? clip_bottom : bottom;
    e->direction = (int16_t)direction;
    e->inside = between_borders(from->x) && between_borders(to->x);
    int32_t row = y >> SUBPIXEL_SHIFT;
    int32_t last_row = (e->bottom - 1) >> SUBPIXEL_SHIFT;
    e->next = first_of_row[row];
    first_of_row[row] = (int16_t)edge_count;
    edge_count++;
    top_row = (row < top_row) ? row : top_row;
    bottom_row = (last_row > bottom_row) ? last_row : bottom_row;
}

/* What lies wholly beside the picture, or above or below it, covers nothing of it. */
static bool outside(const fixed_corner *corners, uint32_t count)
{
    int32_t least_x = corners[0].x;
    int32_t most_x = least_x;
    int32_t least_y = corners[0].y;
    int32_t most_y = least_y;
    for (uint32_t i = 1; i < count; i++) {
        int32_t x = corners[i].x;
        int32_t y = corners[i].y;
        least_x = (x < least_x) ? x : least_x;
        most_x = (x > most_x) ? x : most_x;
        least_y = (y < least_y) ? y : least_y;
        most_y = (y > most_y) ? y : most_y;
    }
    return (most_x <= clip.left * FIXED_ONE) || (least_x >= clip.right * FIXED_ONE)
        || (most_y <= clip.top * SUBPIXELS) || (least_y >= clip.bottom * SUBPIXELS);
}

void raster_polygon(const point *corners, uint32_t count)
{
    static fixed_corner fixed[RASTER_MAX_EDGES];
    if (!rows_ready) {
        forget_edges();
    }
    if ((count < 3U) || (edge_count + (int32_t)count > RASTER_MAX_EDGES)) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        fixed[i].x = (int32_t)(limit_x(corners[i].x) * (float)FIXED_ONE);
        fixed[i].y = to_subpixels(corners[i].y);
    }
    if (outside(fixed, count)) {
        return;
    }
    int32_t turn = outline_turns_right(corners, count) ? 1 : -1;
    const fixed_corner *from = &fixed[count - 1U];
    for (uint32_t i = 0; i < count; i++) {
        const fixed_corner *to = &fixed[i];
        if (from->y < to->y) {
            add_edge(from, to, -turn);
        } else {
            add_edge(to, from, turn);
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

/* `height` subpixels of an edge inside one column; `x_sum` is twice its mean place there. */
static inline void add_to_column(int32_t column, int32_t x_sum, int32_t height)
{
    cells[column] = (int16_t)(cells[column] + height * (2 * SUBPIXELS - x_sum));
    cells[column + 1] = (int16_t)(cells[column + 1] + height * x_sum);
}

/* Flat: its height is shared out to the columns by their parts of the width. */
static void add_flat_segment(int32_t x, int32_t end, int32_t height)
{
    int32_t share = height * (1 << FIXED_SHIFT) / (end - x);
    int32_t start = x;
    int32_t done = 0;
    for (int32_t column = x >> SUBPIXEL_SHIFT; x < end; column++) {
        int32_t base = column * SUBPIXELS;
        int32_t stop = (base + SUBPIXELS < end) ? (base + SUBPIXELS) : end;
        int32_t reached = (stop == end) ? height : ((share * (stop - start)) >> FIXED_SHIFT);
        add_to_column(column, (x - base) + (stop - base), reached - done);
        done = reached;
        x = stop;
    }
}

/* Adds an edge's part of the row and moves it to the row's end. */
static inline void advance(edge *e, int32_t row_end)
{
    int32_t stop = (e->bottom < row_end) ? e->bottom : row_end;
    int32_t height = stop - e->y;
    int32_t from_x = e->x >> FIXED_TO_SUBPIXEL_SHIFT;
    e->x += e->slope * height;
    e->y = stop;
    int32_t to_x = e->x >> FIXED_TO_SUBPIXEL_SHIFT;
    if (!e->inside) {
        from_x = clip_column(from_x);
        to_x = clip_column(to_x);
    }
    int32_t x = (from_x < to_x) ? from_x : to_x;
    int32_t end = (from_x < to_x) ? to_x : from_x;
    e->first_cell = x >> SUBPIXEL_SHIFT;
    e->last_cell = (end >> SUBPIXEL_SHIFT) + 1;
    if (e->last_cell == e->first_cell + 1) {
        add_to_column(e->first_cell, (x & SUBPIXEL_MASK) + (end & SUBPIXEL_MASK), height * e->direction);
    } else {
        add_flat_segment(x, end, height * e->direction);
    }
}

static uint32_t alpha_of(int32_t sum)
{
    return (sum >= CELL_FULL) ? ALPHA_FULL : ((sum <= 0) ? 0U : ((uint32_t)sum >> CELL_TO_ALPHA_SHIFT));
}

/* What a row of coverage is painted with. */
typedef struct {
    display_pixel *picture; /* or none: a mask is written */
    uint8_t *mask;
    uint32_t stride;
    display_pixel colour;
    uint32_t spread_colour;
    uint32_t opacity;
} paint;

/* Lays the colour over pixels that are all covered alike. */
static void paint_run(const paint *with, display_pixel *p, display_pixel *end, int32_t sum)
{
    uint32_t alpha = (alpha_of(sum) * with->opacity) >> ALPHA_SHIFT;
    if (alpha == ALPHA_FULL) {
        canvas_fill_pixels(p, end, with->colour);
    } else if (alpha != 0U) {
        for (; p < end; p++) {
            *p = mix(with->spread_colour, *p, alpha);
        }
    }
}

/* The edges of the row are sorted by their first cells. Most cells are covered in part, most gaps wholly or not. */
static void paint_row(const paint *with, int32_t y, uint32_t active_count)
{
    display_pixel *row = pixel_at(with->picture, 0, y);
    display_pixel colour = with->colour;
    uint32_t spread_colour = with->spread_colour;
    uint32_t opacity = with->opacity;
    int32_t right = clip.right;
    int32_t sum = 0;
    int32_t x = active[0]->first_cell;
    for (uint32_t i = 0; i < active_count; i++) {
        int32_t first = active[i]->first_cell;
        int32_t end = active[i]->last_cell + 1;
        end = (end < right) ? end : right;
        if (x < first) {
            if (sum >= 1 << CELL_TO_ALPHA_SHIFT) {
                paint_run(with, &row[x], &row[first], sum);
            }
            x = first;
        }
        for (; x < end; x++) {
            sum += cells[x];
            cells[x] = 0;
            if ((uint32_t)sum < CELL_FULL) {
                uint32_t alpha = (((uint32_t)sum >> CELL_TO_ALPHA_SHIFT) * opacity) >> ALPHA_SHIFT;
                if (alpha != 0U) {
                    row[x] = mix(spread_colour, row[x], alpha);
                }
            } else if (sum > 0) {
                row[x] = (opacity == ALPHA_FULL) ? colour : mix(spread_colour, row[x], opacity);
            }
        }
    }
}

/* Masks are small: every pixel is looked at. */
static void mask_row(const paint *with, int32_t y)
{
    uint8_t *row = with->mask + (uint32_t)(y - clip.top) * with->stride;
    int32_t sum = 0;
    for (int32_t x = clip.left; x < clip.right; x++) {
        sum += cells[x];
        cells[x] = 0;
        row[x - clip.left] = (uint8_t)alpha_of(sum);
    }
}

/* Takes in the edges that begin in this row. */
static uint32_t begin_edges(int32_t y, uint32_t count)
{
    for (int32_t i = first_of_row[y]; i != NO_EDGE; i = edges[i].next) {
        active[count] = &edges[i];
        count++;
    }
    return count;
}

/* Puts an edge among those before it, which are sorted. */
static void sort_in(uint32_t index)
{
    edge *moved = active[index];
    uint32_t at = index;
    for (; (at > 0U) && (active[at - 1U]->first_cell > moved->first_cell); at--) {
        active[at] = active[at - 1U];
    }
    active[at] = moved;
}

/*
 * Moves all edges through the row and sorts them by their first cells; those that end here stay for this row. The
 * order hardly changes from row to row, so that sorting by insertion costs little. Returns whether any ends.
 */
static bool advance_all(int32_t y, uint32_t count)
{
    int32_t row_end = (y + 1) * SUBPIXELS;
    int32_t rightmost = 0;
    bool any_ends = false;
    for (uint32_t i = 0; i < count; i++) {
        edge *e = active[i];
        advance(e, row_end);
        any_ends = any_ends || (e->bottom <= row_end);
        if (e->first_cell >= rightmost) {
            rightmost = e->first_cell;
        } else {
            sort_in(i);
        }
    }
    return any_ends;
}

static uint32_t drop_ended(uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (active[i]->y < active[i]->bottom) {
            active[kept] = active[i];
            kept++;
        }
    }
    return kept;
}

static void fill(const paint *with)
{
    uint32_t count = 0;
    for (int32_t y = top_row; y <= bottom_row; y++) {
        count = begin_edges(y, count);
        if (count == 0U) {
            continue;
        }
        bool any_ends = advance_all(y, count);
        if (with->picture != NULL) {
            paint_row(with, y, count);
        } else {
            mask_row(with, y);
        }
        cells[clip.right] = 0;
        cells[clip.right + 1] = 0;
        count = any_ends ? drop_ended(count) : count;
    }
    forget_edges();
}

void raster_fill_alpha(display_pixel *picture, display_pixel colour, uint32_t alpha)
{
    paint with = {picture, NULL, 0, colour, spread(colour), alpha};
    fill(&with);
}

void raster_fill(display_pixel *picture, display_pixel colour)
{
    raster_fill_alpha(picture, colour, ALPHA_FULL);
}

void raster_fill_mask(uint8_t *mask, uint32_t stride)
{
    paint with = {NULL, mask, stride, 0, 0, ALPHA_FULL};
    fill(&with);
}
