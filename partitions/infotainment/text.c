#include "text.h"

#include <stdbool.h>
#include <stddef.h>

#include "glyphs.h"
#include "raster.h"

#define GLYPH_COUNT (GLYPH_LAST - GLYPH_FIRST + 1)
#define STROKE_MAX_POINTS 64U
#define CURVE_PIECES 6U
#define HALF 0.5F

/* All that the screen shows takes 22 kB. */
#define MASK_BYTES 0x8000U

typedef struct {
    float pen_px;   /* grid of the letters, two units of their coordinates */
    float width_px; /* of the line */
} style_shape;

static const style_shape shapes[TEXT_STYLES] = {
    [TEXT_SMALL] = {1.0F, 1.05F},
    [TEXT_NORMAL] = {1.5F, 1.5F},
    [TEXT_LARGE] = {2.0F, 2.2F},
    [TEXT_HUGE] = {4.0F, 4.2F},
};

typedef struct {
    const uint8_t *mask; /* none until first used */
    uint8_t width;
    uint8_t height;
} drawn_glyph;

static drawn_glyph drawn[TEXT_STYLES][GLYPH_COUNT];
static uint8_t masks[MASK_BYTES];
static uint32_t masks_used = 0;

/* What is not drawn shows as a blank, which is the first. */
static int32_t index_of(char character)
{
    if ((character < GLYPH_FIRST) || (character > GLYPH_LAST)) {
        return 0;
    }
    int32_t index = character - GLYPH_FIRST;
    return (glyphs[index].strokes == NULL) ? 0 : index;
}

static int32_t to_pixels(text_style style, int32_t halves)
{
    return (int32_t)((float)halves * HALF * shapes[style].pen_px + HALF);
}

/* ---- from strokes to masks ---- */

static int32_t digit(char character)
{
    return (character <= '9') ? (character - '0') : (character - 'a' + 10);
}

/* A place of a stroke in pixels: the middle of the pen is half its width away from the letter's corner. */
static point stroke_point(const char *digits, float pen_px)
{
    point p = {((float)digit(digits[0]) + 1.0F) * HALF * pen_px, ((float)digit(digits[1]) + 1.0F) * HALF * pen_px};
    return p;
}

static uint32_t add_curve(point *points, uint32_t count, point control, point end)
{
    point start = points[count - 1U];
    for (uint32_t i = 1; (i <= CURVE_PIECES) && (count < STROKE_MAX_POINTS); i++) {
        float t = (float)i / (float)CURVE_PIECES;
        float u = 1.0F - t;
        points[count].x = u * u * start.x + 2.0F * u * t * control.x + t * t * end.x;
        points[count].y = u * u * start.y + 2.0F * u * t * control.y + t * t * end.y;
        count++;
    }
    return count;
}

/* Collects one stroke; returns where it ends in the drawing. */
static const char *stroke(const char *drawing, style_shape shape)
{
    point points[STROKE_MAX_POINTS];
    uint32_t count = 0;
    while ((*drawing != '\0') && (*drawing != ' ') && (count < STROKE_MAX_POINTS)) {
        if ((*drawing == '~') && (count > 0U)) {
            point control = stroke_point(drawing + 1, shape.pen_px);
            point end = stroke_point(drawing + 3, shape.pen_px);
            count = add_curve(points, count, control, end);
            drawing += 5;
        } else {
            points[count] = stroke_point(drawing, shape.pen_px);
            count++;
            drawing += 2;
        }
    }
    raster_stroke(points, count, shape.width_px);
    return drawing;
}

static void draw_mask(text_style style, int32_t index, drawn_glyph *result)
{
    const int32_t margin_px = 1;
    int32_t width = to_pixels(style, glyphs[index].advance) + margin_px;
    int32_t height = to_pixels(style, GLYPH_BOTTOM + 2) + margin_px;
    uint32_t bytes = (uint32_t)(width * height);
    if (masks_used + bytes > MASK_BYTES) {
        return;
    }
    uint8_t *mask = &masks[masks_used];
    masks_used += bytes;
    raster_clip((area){0, 0, width, height});
    const char *drawing = glyphs[index].strokes;
    while (*drawing != '\0') {
        drawing = stroke(drawing, shapes[style]);
        while (*drawing == ' ') {
            drawing++;
        }
    }
    raster_fill_mask(mask, (uint32_t)width);
    raster_clip(SCREEN_AREA);
    result->mask = mask;
    result->width = (uint8_t)width;
    result->height = (uint8_t)height;
}

/* ---- lines of text ---- */

int32_t text_height(text_style style)
{
    return to_pixels(style, GLYPH_BASELINE + 2);
}

int32_t text_width(text_style style, const char *text)
{
    int32_t halves = 0;
    for (; *text != '\0'; text++) {
        halves += glyphs[index_of(*text)].advance;
    }
    const int32_t gap = 2;
    return (halves > 0) ? to_pixels(style, halves - gap) : 0;
}

static void draw_letter(display_pixel *picture, const drawn_glyph *letter, int32_t x, int32_t y, display_pixel colour)
{
    uint32_t ink = spread(colour);
    const uint8_t *mask = letter->mask;
    for (int32_t row = 0; row < letter->height; row++) {
        display_pixel *p = pixel_at(picture, x, y + row);
        for (int32_t column = 0; column < letter->width; column++) {
            uint32_t alpha = *mask++;
            if (alpha != 0U) {
                p[column] = (alpha == ALPHA_FULL) ? colour : mix(ink, p[column], alpha);
            }
        }
    }
}

static bool fits(const drawn_glyph *letter, int32_t x, int32_t y)
{
    return (letter->mask != NULL) && (x >= 0) && (y >= 0) && (x + letter->width <= DISPLAY_WIDTH_PX)
        && (y + letter->height <= DISPLAY_HEIGHT_PX);
}

void text_draw(display_pixel *picture, text_style style, int32_t x, int32_t y, display_pixel colour, const char *text)
{
    int32_t halves = 0;
    for (; *text != '\0'; text++) {
        int32_t index = index_of(*text);
        drawn_glyph *letter = &drawn[style][index];
        if (letter->mask == NULL) {
            draw_mask(style, index, letter);
        }
        int32_t letter_x = x + to_pixels(style, halves);
        if (fits(letter, letter_x, y)) {
            draw_letter(picture, letter, letter_x, y, colour);
        }
        halves += glyphs[index].advance;
    }
}

void text_draw_right(display_pixel *picture, text_style style, int32_t right, int32_t y, display_pixel colour,
                     const char *text)
{
    text_draw(picture, style, right - text_width(style, text), y, colour, text);
}

void text_draw_centred(display_pixel *picture, text_style style, int32_t centre, int32_t y, display_pixel colour,
                       const char *text)
{
    text_draw(picture, style, centre - text_width(style, text) / 2, y, colour, text);
}
